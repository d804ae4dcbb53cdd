//! A charge whose response gets lost is made once, since the client sends it again with the same `Idempotency-Key`.

use std::sync::atomic::Ordering::Relaxed;

use generated_example::generated::orders::client::payments::ChargeParams;
use generated_example::upstreams::Upstreams;
use generated_example::wiring;
use naftiko::value::{Json, Optional};

#[tokio::test]
async fn charge_whose_response_is_lost_is_made_once() -> Result<(), Box<dyn std::error::Error>> {
    let upstreams = Upstreams::start().await?;
    let (stock, payments) = (&upstreams.stock, &upstreams.payments);
    let orders = wiring::orders(stock, payments)?;
    let params = ChargeParams {
        account: Optional::Value(Json::from("a-7")),
        amount: Optional::Value(Json::from(12)),
        reference: Optional::Value(Json::from("r-1")),
        ..ChargeParams::default()
    };
    for (lost, charges) in [(2, 1), (0, 2)] {
        payments.api.lost.store(lost, Relaxed);
        let charged = orders.payments().charge(&params).await?.json()?;
        assert_eq!(charged.to_string(), format!(r#"{{"receipt":"c-{charges}"}}"#));
        assert_eq!(payments.api.charges().len(), charges);
    }
    Ok(())
}
