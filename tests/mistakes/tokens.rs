//! Mistakes in token requests.

use super::{Mistake, mistake};

pub(super) const MISTAKES: [Mistake; 12] = [
    mistake(
        "a misspelt key of a client",
        "        clientId: \"{{TOLL_ID}}\"\n        clientSecret: \"{{TOLL_SECRET}}\"\n        scope",
        "        clientId: \"{{TOLL_ID}}\"\n        clientSecrt: \"{{TOLL_SECRET}}\"\n        scope",
        "NK0201",
        (23, 9),
    ),
    mistake(
        "an unknown grant",
        "grantType: client-credentials",
        "grantType: client-credential",
        "NK0204",
        (20, 20),
    ),
    mistake(
        "a grant that needs a user",
        "grantType: client-credentials",
        "grantType: password",
        "NK0204",
        (20, 20),
    ),
    mistake(
        "a refresh without a token",
        "grantType: client-credentials",
        "grantType: refresh-token",
        "NK0350",
        (20, 20),
    ),
    mistake(
        "a token that is not used",
        "        safetyMargin: 0",
        "        refreshToken: \"{{TOLL_SECRET}}\"",
        "NK0350",
        (52, 23),
    ),
    mistake(
        "no client id and no endpoint",
        "        tokenEndpoint: \"{{TOLL_HOST}}/bridges/token\"\n        clientId: \"{{TOLL_ID}}\"\n",
        "",
        "NK0350",
        (45, 9),
    ),
    mistake(
        "credentials in a wrong place",
        "credentialPlacement: basic-encoded",
        "credentialPlacement: header",
        "NK0204",
        (25, 30),
    ),
    mistake(
        "a misspelt encoding",
        "bodyEncoding: json",
        "bodyEncoding: jsn",
        "NK0204",
        (26, 23),
    ),
    mistake(
        "a parameter that the client sends itself",
        "tenant: \"t-{{TOLL_ID}}\"",
        "client_id: \"{{TOLL_ID}}\"",
        "NK0350",
        (29, 11),
    ),
    mistake(
        "a flag that is a text",
        "        renewOnForbidden: true\n      resources:\n        - name: lanes",
        "        renewOnForbidden: often\n      resources:\n        - name: lanes",
        "NK0202",
        (30, 27),
    ),
    mistake(
        "a path to many tokens",
        "tokenField: $.data[0].token",
        "tokenField: $.data[*].token",
        "NK0350",
        (50, 21),
    ),
    mistake(
        "an endpoint that is not https",
        "tokenEndpoint: \"{{TOLL_HOST}}/bridges/token\"",
        "tokenEndpoint: http://bridges.test/token",
        "NK0714",
        (46, 24),
    ),
];
