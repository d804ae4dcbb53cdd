//! Calls through the typed client.

use naftiko::client::Response;
use naftiko_upstreams::meti;

use super::Answer;
use crate::generated::instancemetadataclient_get_token::client::MicrosoftazureidentitygettokenParams;
use crate::samples::{Operation, RESOURCE, grant};
use crate::wiring::Capabilities;

/// Calls the method of an operation.
pub(super) async fn call(capabilities: &Capabilities, operation: Operation) -> Answer {
    let Capabilities { m3ter, azure, meti } = capabilities;
    match operation {
        Operation::M3terToken => answer(&m3ter.m3ter_auth().generatetoken(&grant().into()).await?),
        Operation::AzureToken => {
            let params = MicrosoftazureidentitygettokenParams::default();
            let client = azure.instancemetadataclient_get_token();
            answer(&client.microsoftazureidentitygettoken(RESOURCE, &params).await?)
        }
        Operation::MetiToken => {
            let meti::Settings { email, password, .. } = meti::Settings::default();
            answer(&meti.meti_token().create_token(&email, &password).await?)
        }
        Operation::MetiSources => answer(&meti.meti_sources().list_sources().await?),
    }
}

fn answer<T>(response: &Response<T>) -> Answer {
    Ok((
        response.status().as_str().to_owned(),
        true,
        response.json()?.to_value(),
    ))
}
