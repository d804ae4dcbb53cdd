//! Calls through the typed client, and runs of flows.

use naftiko::client::Response;
use naftiko::value::{Json, Number};
use naftiko_upstreams::meti;
use serde_json::Value;

use super::Answer;
use crate::generated::instancemetadataclient_get_token::client::MicrosoftazureidentitygettokenParams;
use crate::generated::m3ter_auth::types::{BearerAccessTokenRequest, GrantType};
use crate::generated::orders::desk::{FindArticleInput, PlaceOrderInput};
use crate::samples::{ARTICLE, Operation, RESOURCE};
use crate::wiring::Capabilities;

/// Calls the method of an operation.
pub(super) async fn call(capabilities: &Capabilities, operation: Operation) -> Answer {
    let Capabilities {
        m3ter,
        azure,
        meti,
        orders,
    } = capabilities;
    match operation {
        Operation::M3terToken => {
            let request = BearerAccessTokenRequest::new(GrantType::ClientCredentials);
            let response = m3ter.m3ter_auth().generatetoken(&request).await?;
            let token = response.value()?;
            let good = !token.access_token.is_empty() && token.expires_in == 18_000;
            answer(&response, good)
        }
        Operation::AzureToken => {
            let params = MicrosoftazureidentitygettokenParams::default();
            let client = azure.instancemetadataclient_get_token();
            let response = client.microsoftazureidentitygettoken(RESOURCE, &params).await?;
            let token = response.value()?;
            let good = !token.access_token.is_empty() && token.resource == RESOURCE;
            answer(&response, good)
        }
        Operation::MetiToken => {
            let meti::Settings { email, password, .. } = meti::Settings::default();
            let response = meti.meti_token().create_token(&email, &password).await?;
            let token = response.value()?;
            answer(
                &response,
                !token.token.is_empty() && token.expires_in == Number::from(3600),
            )
        }
        Operation::MetiSources => {
            let response = meti.meti_sources().list_sources().await?;
            let sources = response.value()?;
            let good = sources.len() == 3 && sources.iter().all(|source| !source.id.is_empty());
            answer(&response, good)
        }
        Operation::FindArticle => {
            let article = ARTICLE.to_owned();
            let found = orders.desk().find_article(FindArticleInput { article }).await?;
            Ok(flow(&found))
        }
        Operation::PlaceOrder => {
            let input = PlaceOrderInput {
                article: ARTICLE.to_owned(),
                quantity: 10,
                account: "k-7".to_owned(),
            };
            Ok(flow(&orders.desk().place_order(input).await?))
        }
    }
}

/// Returns the result of a flow, which has no status of its own.
fn flow(result: &Json) -> (String, bool, Value) {
    ("-".to_owned(), true, result.to_value())
}

/// Returns the response with whether its typed value is as expected.
fn answer<T>(response: &Response<T>, good: bool) -> Answer {
    Ok((
        response.status().as_str().to_owned(),
        good,
        response.json()?.to_value(),
    ))
}
