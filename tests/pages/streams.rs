//! Streams of generated clients: over typed and untyped pages.

use futures_util::StreamExt as _;
use naftiko::client::{ErrorKind, Items, Next, PageError};
use naftiko::value::{FromJson, Json};

use super::ledger::Ledger;
use super::lists::client::archive::ListRecordsParams;
use super::lists::client::ledger::{ListAccountsParams, ListEntriesParams, ListNotesParams};
use super::lists::types::{Entry, SearchEntriesBody};
use super::{KEY, capability};

async fn all<I: FromJson>(items: Items<I>) -> Vec<I> {
    items.map(|item| item.unwrap()).collect().await
}

fn ids(entries: &[Entry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.id).collect()
}

fn numbers(records: &[Json]) -> Vec<i64> {
    let id = |record: &Json| record.to_value()["id"].as_i64().unwrap();
    records.iter().map(id).collect()
}

#[tokio::test]
async fn items_of_every_kind_of_pages_are_read_to_the_end() {
    let ledger = Ledger::start().await;
    let lists = capability(&ledger, KEY);
    let (api, archive) = (lists.ledger(), lists.archive());
    let everything: Vec<i64> = (0..7).collect();
    let params = ListEntriesParams {
        page_size: Some(3),
        ..ListEntriesParams::default()
    };
    assert_eq!(ids(&all(api.list_entries_all(&params)).await), everything);
    let body = SearchEntriesBody::new("x".to_owned());
    assert_eq!(ids(&all(api.search_entries_all(&body)).await), everything);
    let params = ListAccountsParams {
        owner: Some("ada".to_owned()),
    };
    assert_eq!(ids(&all(api.list_accounts_all(&params)).await), everything);
    assert_eq!(
        all(api.list_notes_all(&ListNotesParams::default())).await.len(),
        7
    );
    assert_eq!(ids(&all(api.list_folders_all()).await), everything);
    assert_eq!(
        numbers(&all(archive.list_records_all("a/b", &ListRecordsParams::default())).await),
        everything
    );
    assert_eq!(numbers(&all(archive.list_shelves_all()).await), everything);
    let asked = ledger.asked();
    for line in [
        "GET /entries?pageSize=3",
        "GET /entries?pageSize=3&nextToken=3",
        r#"POST /entries/search {"name":"x","cursor":"6"}"#,
        "GET /accounts?%24skip=6&owner=ada&sig=canary%2Fsig",
        "GET /notes?offset=7",
        "GET /folders?page=3",
        "GET /records/a%2Fb?pageToken=6",
        "GET /shelves?from=6",
    ] {
        assert!(asked.iter().any(|asked| asked == line), "{line} in {asked:#?}");
    }
}

#[tokio::test]
async fn page_has_the_response_with_its_type_and_a_position_to_store() {
    let ledger = Ledger::start().await;
    let lists = capability(&ledger, KEY);
    let params = ListAccountsParams::default();
    let mut pages = lists.ledger().list_accounts_pages(&params);
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(ids(page.items()), [0, 1, 2]);
    assert_eq!(
        page.response().value().unwrap().others,
        Some(vec!["x".to_owned()])
    );
    let stored = page.next().unwrap().to_string();
    drop(pages);
    let resumed = capability(&ledger, KEY);
    let next: Next = stored.parse().unwrap();
    let rest = resumed
        .ledger()
        .list_accounts_all(&params)
        .starting_at(next.clone());
    assert_eq!(ids(&all(rest).await), [3, 4, 5, 6]);
    // The address of one API is no position of another one.
    let other = Ledger::start().await;
    let elsewhere = capability(&other, KEY);
    let mut items = elsewhere.ledger().list_accounts_all(&params).starting_at(next);
    let error = items.try_next().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Page(PageError::OtherOrigin)),
        "{error}"
    );
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn stream_is_sent_to_another_task() {
    let ledger = Ledger::start().await;
    let items = capability(&ledger, KEY).ledger().list_folders_all().max_items(5);
    assert_eq!(tokio::spawn(all(items)).await.unwrap().len(), 5);
    assert_eq!(ledger.asked().len(), 2);
}

#[tokio::test]
async fn fake_api_knows_the_parameters_of_pages_and_ends_its_lists() {
    let upstream = super::faked::testing::Upstream::start().await.unwrap();
    let capability = upstream.builder().build().unwrap();
    let params = super::faked::client::ledger::ListEntriesParams::default();
    let entries = all(capability.ledger().list_entries_all(&params)).await;
    assert!(!entries.is_empty());
    let params = super::faked::client::archive::ListRecordsParams::default();
    all(capability.archive().list_records_all("a", &params)).await;
    // An offset is a parameter that the spec does not have.
    let params = super::faked::client::ledger::ListNotesParams::default();
    let mut pages = capability.ledger().list_notes_pages(&params);
    pages.try_next().await.unwrap().unwrap();
    let second = pages.try_next().await;
    assert_eq!(upstream.ledger().list_notes().calls().len(), 2, "{second:?}");
    let calls = upstream.ledger().list_notes().calls();
    assert!(calls.iter().all(|call| call.status() == 200), "{second:?}");
}
