// The types of the admin API. They are made from its OpenAPI document; scripts/admin-types.mjs says how.

export interface paths {
    "/_emulator/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The dashboard. */
        get: operations["get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/callback-map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where callbacks go in place of their CallbackUrl: those of one access key alone, or the common ones. */
        get: operations["getCallbackMap"];
        /** Replaces the mappings of one access key, which come before the common ones, or the common ones. The port `*` on both sides passes ports through. */
        put: operations["putCallbackMap"];
        post?: never;
        /** Takes the mappings of one access key away; without a key, makes the common ones those of the flags again. */
        delete: operations["deleteCallbackMap"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All attempts to deliver callbacks, oldest first, and the number of callbacks that are still queued. */
        get: operations["getCallbacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The emulator's time, or that of one key. */
        get: operations["getClock"];
        put?: never;
        /** Moves the clock of one key or of all: forward by a duration, or to a timestamp. The timestamps of signed calls may be near the machine's time or the clock; `{"timestamps":"follow"}` accepts the clock alone. */
        post: operations["postClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/conduct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mistakes of the client under test that will cause failures in production, and its retries. */
        get: operations["getConduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contract coverage: how often each code, parameter, value, check outcome and callback event occurred. */
        get: operations["getCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/dashboard/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scripts and style sheets of the dashboard. */
        get: operations["getDashboardFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events for calls, transactions and attempts to deliver callbacks, from now on. */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health check, with version and seed. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counters for Prometheus. */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: operations["getOpenapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The journal: the calls to the service with their responses, newest first. */
        get: operations["getRequests"];
        put?: never;
        post?: never;
        /** Deletes calls from the journal. */
        delete: operations["deleteRequests"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One call of the journal, by its number or RequestId. */
        get: operations["getRequestsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/requests/{id}/curl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One call of the journal as a curl command, without secrets. */
        get: operations["getRequestsIdCurl"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resets state of one key or of all: journal, throttles, nonces, rule counters, coverage, and a moved clock. */
        post: operations["postReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/scenario": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The current scenario, with how often each rule was applied. */
        get: operations["getScenario"];
        /** Loads a scenario, used from the next call on: for one access key, or for all keys without a scenario of their own. Its counters, throttles and random numbers restart. `{"shipped":"throttled"}` selects a shipped one. */
        put: operations["putScenario"];
        post?: never;
        /** Removes the scenario of a key, which then uses the common one; without a key, loads the default scenario. */
        delete: operations["deleteScenario"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/scenario/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Validates a scenario without loading it: its errors, or an explanation. */
        post: operations["postScenarioCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/scenarios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The shipped scenarios, each with its text. */
        get: operations["getScenarios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/throttles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The throttles of accounts that made calls within the last minute. */
        get: operations["getThrottles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The transactions, newest first. */
        get: operations["getTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/transactions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One transaction, by its TransactionId. */
        get: operations["getTransactionsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_emulator/transactions/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a check as its user would: the callback is sent and CheckResult has the result. With an empty body the check passes. */
        post: operations["postTransactionsIdComplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The limit of refused calls in a row. Beyond it the response is 401 Forbidden.ExceptionRepeatedInvoke. */
        AbnormalCalls: {
            /**
             * Format: uint32
             * @description How many refused calls in a row still get their own error.
             */
            count: number;
            /** @description How long refused calls are counted, such as `60s`. */
            window: components["schemas"]["DurationText"];
        };
        /** @description An access key, and the account that it belongs to. */
        Account: {
            /** @description The AccessKeyId. One that starts with `STS.` is temporary and needs a security token. */
            accessKeyId: string;
            /** @description The AccessKeySecret for signatures. */
            accessKeySecret: string;
            /**
             * @description The account that this key belongs to. Keys of one account, such as those of its RAM users, share limits and rule
             *     counters. Without it the key is an account of its own.
             */
            account?: string;
            /** @description What this account is for. */
            description?: string;
            /** @description The SecurityToken required in calls with this temporary key; without it any well-formed token is accepted. */
            securityToken?: string;
            /** @description When the security token expires, such as `2030-01-01T00:00:00Z`; without it, never. */
            securityTokenExpires?: components["schemas"]["TimestampText"];
            /** @description The status of the account with the vendor; `active` by default. */
            standing?: components["schemas"]["Standing"];
        };
        /** @description An error of the admin API. */
        AdminError: {
            /** @description The kind of error, for programs. */
            code: string;
            /** @description The errors in a scenario, as `cloudauth-local check` reports them. */
            diagnostics?: unknown[];
            /** @description What is wrong and what to do, for people. */
            message: string;
        };
        /** @description The operation's throttle after a call. */
        Allowance: {
            /**
             * Format: uint32
             * @description Calls per second.
             */
            qps: number;
            /**
             * Format: uint32
             * @description Calls that could have followed at once.
             */
            remaining: number;
        };
        /** @description The response to a call. */
        Answer: {
            /** @description `Code` in the body; `-` for a raw response of a scenario. */
            code: string;
            /** @description The format of the body. */
            format: components["schemas"]["Format"];
            /** @description `Message` of an error. */
            message?: string;
            /** @description `RequestId`, also the header x-acs-request-id. */
            requestId: string;
            /** @description The members of `Result` of a success. */
            result?: {
                [key: string]: string;
            };
            /**
             * Format: uint64
             * @description The wait that a throttled client was told (x-acs-retry-after), in milliseconds.
             */
            retryAfterMs?: number;
            /**
             * Format: uint16
             * @description HTTP status.
             */
            status: number;
            /** @description The header x-acs-trace-id. */
            traceId: string;
        };
        /** @description An attempt to deliver a callback. */
        Attempt: {
            /** @description Whether the receiver responded with 200, so that it is not called again. */
            accepted: boolean;
            /** @description The account that created the transaction. */
            account: string;
            /** @description Its time, by its account's clock. */
            at: string;
            /** @description The form body of a POST, masked like `url`; absent for a GET. */
            body?: string;
            /** @description The error, if there was no response. */
            failure?: string;
            /** @description Where it was sent, if a mapping applied; masked like `url`. */
            sentTo?: string;
            /**
             * Format: uint16
             * @description The status of the response.
             */
            status?: number;
            /** @description `TransactionId`. */
            transactionId: string;
            /**
             * Format: uint32
             * @description The number of the attempt, from 1.
             */
            try: number;
            /** @description The merchant's URL with the report; the value of callbackToken is masked. */
            url: string;
        };
        /** @description The body of a reply: a string that is sent unchanged, or any other value, sent as JSON. */
        Body: unknown;
        /** @description A summary of a call, with strings truncated to 200 bytes; `/requests/{id}` has the complete call. */
        Brief: {
            /** @description The account; empty if the call was refused before it was known. */
            account: string;
            /** @description `Code` of the response. */
            code: string;
            /**
             * Format: uint64
             * @description The additional delay by a scenario, in milliseconds.
             */
            delayMs: number;
            /**
             * Format: double
             * @description The processing time, in milliseconds.
             */
            elapsedMs: number;
            /** @description A hint for the developer in addition to the message. */
            hint: string | null;
            /**
             * Format: uint64
             * @description Its number in the journal.
             */
            id: number;
            /** @description `MerchantBizId`. */
            merchantBizId: string | null;
            /** @description `Message` of an error. */
            message: string | null;
            /** @description The operation, if it is known. */
            operation: components["schemas"]["Operation"] | null;
            /** @description The scenario's rules that were applied. */
            rules: string[];
            /** @description `SceneCode`. */
            sceneCode: string | null;
            /**
             * Format: uint16
             * @description HTTP status of the response.
             */
            status: number;
            /** @description The time of the response, by the emulator's clock. */
            time: string;
            /** @description The transaction that the call created or requested. */
            transactionId: string | null;
        };
        /** @description A call to the service with its response. Secrets and tokens are masked. */
        Call: {
            /** @description The AccessKeyId in the call. */
            accessKeyId?: string;
            /** @description The account; empty if the call was refused before it was known. */
            account: string;
            /** @description The response. */
            answer: components["schemas"]["Answer"];
            /** @description For an Initialize that created a transaction: the attempts to deliver its callback so far, oldest first. */
            callbacks?: components["schemas"]["Attempt"][];
            /**
             * Format: uint64
             * @description The additional delay by a scenario, in milliseconds.
             */
            delayMs: number;
            /**
             * Format: double
             * @description The processing time, in milliseconds.
             */
            elapsedMs: number;
            /** @description The headers that are kept, without the signature. */
            headers: {
                [key: string]: string;
            };
            /** @description A hint for the developer in addition to the message. */
            hint: string | null;
            /**
             * Format: uint64
             * @description Its number in the journal, from 1.
             */
            id: number;
            /** @description The HTTP method; empty if the request could not be parsed. */
            method: string;
            /** @description The operation, if it is known. */
            operation: components["schemas"]["Operation"] | null;
            /** @description The decoded parameters; of a repeated one the value that is used. */
            parameters: {
                [key: string]: string;
            };
            /** @description Further values of repeated parameters: name and value. */
            repeated?: [
                string,
                string
            ][];
            /** @description The scenario's rules that were applied, each with its number and description. */
            rules: string[];
            /** @description The result of the signature check. */
            signature: components["schemas"]["SignatureCheck"];
            /** @description The throttle after the call; null if the call was refused before it, or without a limit. */
            throttle: components["schemas"]["Allowance"] | null;
            /** @description The time of the response, by the emulator's clock. */
            time: string;
            /** @description What was accepted against the documentation, one sentence each. */
            tolerated: string[];
            /** @description The transaction that the call created or requested. */
            transactionId?: string;
            /** @description Of what the journal keeps only the start, because it is very long. */
            truncated?: components["schemas"]["TruncatedPart"][];
        };
        /** @description A page of the journal. */
        CallPage: {
            /**
             * Format: uint64
             * @description How many calls were dropped since the start because the journal was full.
             */
            dropped: number;
            /**
             * Format: uint
             * @description With `search`: how many calls of the whole journal fit, those that are not listed here included.
             */
            found?: number;
            /**
             * Format: uint
             * @description How many calls of all accounts are kept.
             */
            kept: number;
            /** @description The `cursor` of the next page; absent on the last one. */
            next?: string;
            /** @description The calls, newest first. */
            requests: components["schemas"]["Call"][];
        };
        /** @description A part of a call that has no bound of its own. */
        CallPart: "parameter" | "parameters" | "header" | "message" | "result" | "account" | "hint" | "rules" | "tolerated";
        /** @description How a callback is sent. */
        Callback: {
            /** @description The delay before it is sent. */
            delay?: components["schemas"]["DurationText"];
            /** @description `true`: it is never sent. */
            drop?: boolean;
            /**
             * @description How it is sent, in place of what `--callback-method` says: `get` with the parameters in the query, `post` with
             *     the same parameters in a form body.
             */
            method?: components["schemas"]["CallbackMethod"];
            /**
             * Format: uint32
             * @description How many times it is sent; with `2` the receiver gets a duplicate.
             */
            repeat?: number;
        };
        /** @description Where callbacks go in place of their CallbackUrl. */
        CallbackMapView: {
            /** @description The mappings; the first that fits counts. */
            maps: components["schemas"]["MappingView"][];
        };
        /** @description How a callback is sent. The pages say GET "by default" and not what else there is: POST is our choice. */
        CallbackMethod: "get" | "post";
        /** @description The callbacks. */
        Callbacks: {
            /** @description All attempts that are kept, oldest first. */
            attempts: components["schemas"]["Attempt"][];
            /**
             * Format: uint
             * @description The number of callbacks that are still to be delivered, of all accounts.
             */
            waiting: number;
        };
        /** @description Which of the counted calls match; all conditions must be satisfied. The first call has number 1. */
        Calls: {
            /**
             * Format: uint64
             * @description All calls after this number: `2` is calls 3, 4, 5 and so on.
             */
            after?: number;
            /**
             * Format: uint64
             * @description Every n-th call: `10` is calls 10, 20, 30 and so on.
             */
            every?: number;
            /**
             * Format: uint64
             * @description The first calls: `2` is calls 1 and 2.
             */
            first?: number;
            /** @description Exactly these calls: `[3, 5]` is calls 3 and 5. */
            nth?: number[];
        };
        /** @description The result of validating a scenario. */
        Checked: {
            /** @description Its errors, each with line, column, length, message and help; empty if it is valid. */
            diagnostics: unknown[];
            /** @description What it does, in sentences; of one with errors, what its valid part does. */
            explanation?: string;
            /** @description What in a valid one probably does something else than was meant. */
            warnings?: string[];
        };
        /** @description A client result code with which a check ends in the browser alone, without a result. */
        ClientResultCode: string & ("1002" | "1003" | "1004" | "1005" | "1006" | "1007" | "1009" | "1011" | "1012" | "1013" | "1014" | "1015" | "1016");
        /** @description How to move the clock: `advance` or `set`, or neither to change `timestamps` alone. */
        ClockChange: {
            /** @description Forward, by a duration such as `31m`. */
            advance?: string;
            /** @description To a timestamp such as `2026-11-22T10:00:00Z`; the time in between counts as elapsed. */
            set?: string;
            /** @description Which timestamps of signed calls are good from now on. */
            timestamps?: components["schemas"]["TimestampWindow"];
        };
        /**
         * Format: error-code
         * @description An error code; status, message and body are those of the error.
         */
        Code: string & ("MissingParameter" | "InvalidParameter" | "Forbidden.ExceptionRepeatedInvoke" | "Forbidden.RAMUserAccessDenied" | "Forbidden.AccountAccessDenied" | "Throttling.Api" | "InternalError" | "ServiceUnavailable" | "TransactionIdInvalid" | "ProcessNotCompleted" | "InvalidAction.NotFound" | "InvalidVersion" | "MissingVersion" | "MissingTimestamp" | "MissingAccessKeyId" | "MissingSignature" | "MissingSignatureNonce" | "MissingSignatureMethod" | "MissingSignatureVersion" | "InvalidParameter.Format" | "UnsupportedHTTPMethod" | "InvalidAccessKeyId.NotFound" | "InvalidAccessKeyId.Inactive" | "InvalidTimeStamp.Format" | "InvalidTimeStamp.Expired" | "InvalidSignatureMethod" | "SignatureDoesNotMatch" | "IncompleteSignature" | "SignatureNonceUsed" | "MissingSecurityToken" | "InvalidSecurityToken.Expired" | "InvalidSecurityToken.Malformed" | "InvalidSecurityToken.MismatchWithAccessKey" | "ContentSHA256NotMatched" | "Throttling.User" | "Throttling" | "Forbidden.RAM" | "NoPermission" | "InvalidRequest" | "MethodNotAllowed" | "RequestTimeout" | "RequestEntityTooLarge" | "RequestURITooLong" | "RequestHeaderFieldsTooLarge");
        /** @description How a check ends. */
        Completion: {
            /** @description Whether it passes (default true). */
            passed?: boolean;
            /**
             * @description A client result code such as `1004` in the place of `passed`. One other than 1000 and 1001 ends the check in the
             *     browser alone: no callback is sent, and CheckResult keeps answering ProcessNotCompleted.
             */
            resultCode?: string;
            /** @description `SubCode` (default: the usual one for passed or not). */
            subCode?: string;
        };
        /** @description Conditions on a value, which must all be satisfied. Case-sensitive. */
        Conditions: {
            /** @description The value contains this string. */
            contains?: string;
            /** @description The value ends with this string. */
            endsWith?: string;
            /** @description The value is exactly this string. */
            equals?: string;
            /**
             * Format: regex
             * @description The value contains a match of this regular expression; use `^` and `$` to match the whole value.
             */
            matches?: string;
            /** @description The value is exactly one of these strings. */
            oneOf?: string[];
            /** @description `true`: present with any value; `false`: absent. An empty value counts as absent. */
            present?: boolean;
            /** @description The value starts with this string. */
            startsWith?: string;
        };
        /** @description Mistakes of the client under test that will cause failures in production. */
        Conduct: {
            /** @description One for each kind of mistake and account. */
            findings: components["schemas"]["Finding"][];
            /** @description All retries, in time or too early, oldest first; the first 1000. */
            retries: components["schemas"]["Retry"][];
        };
        /** @description A connection fault. */
        Connection: components["schemas"]["ConnectionFault"] | components["schemas"]["Stall"];
        /** @description A connection fault by its name. */
        ConnectionFault: "reset" | "closeEarly" | "closeMidBody" | "stall" | "garbage";
        /** @description Contract coverage of the client under test. */
        Coverage: {
            /** @description Events of callbacks. */
            callbacks: components["schemas"]["Met"][];
            /** @description Response codes. */
            codes: components["schemas"]["Met"][];
            /**
             * Format: uint
             * @description How many codes, values, outcomes and events occurred at least once.
             */
            met: number;
            /**
             * Format: uint
             * @description The number of all these.
             */
            of: number;
            /** @description Parameters and their listed values, in calls with valid parameters. */
            operations: components["schemas"]["OperationCoverage"][];
            /** @description Outcomes and other events of checks. */
            outcomes: components["schemas"]["Met"][];
            /** @description The rules of the current scenario, in order. A rule that never acted tests nothing. */
            rules: components["schemas"]["PlayedRule"][];
        };
        /** @description The delay of a response. */
        Delay: components["schemas"]["DurationText"] | components["schemas"]["RangeDelay"] | components["schemas"]["MedianDelay"];
        /** @description How many calls were deleted. */
        Deleted: {
            /**
             * Format: uint
             * @description The number of calls.
             */
            deleted: number;
        };
        /**
         * Format: duration-with-unit
         * @description A duration: `800ms`, `2s`, `31m`, `1h`, `7d` or `1m30s`.
         * @example 800ms
         */
        DurationText: string;
        /** @description A period, relative to the time when the scenario was loaded. */
        During: {
            /** @description Its start, such as `30s`; zero by default. */
            from?: components["schemas"]["DurationText"];
            /** @description Its end (exclusive), such as `5m`; never by default. */
            to?: components["schemas"]["DurationText"];
        };
        /**
         * @description Where a call has the commands that select its fault. Commands are separated by commas: an error code, `reset`,
         *     `closeEarly`, `closeMidBody`, `stall`, `garbage`, `pass`, `delay:<duration>`, `retryAfter:<duration>`,
         *     `status:<number>`, `dribble:<bytes per second>`, `verification:passed`, `verification:<SubCode>`, `callback:drop`,
         *     `callback:<times>`, `callback:<duration>`, `result:<resultCode>`, `expires:<duration>`. The response to an unknown command is 400 InvalidParameter.
         */
        Emulate: {
            /** @description The header with the commands. */
            header?: string;
            /** @description The parameter with the commands. */
            parameter?: string;
            /** @description The prefix of the commands, such as `emulate:`; a value without it is ignored. */
            prefix?: string;
        };
        /** @description Why a stream of events ends. */
        End: {
            /** @description The reason, and what to do. */
            reason: string;
        };
        /** @description One kind of mistake of one account. */
        Finding: {
            /** @description The account. */
            account: string;
            /** @description The numbers of the calls in the journal. */
            calls: number[];
            /** @description The name of the mistake, for programs. */
            rule: string;
            /** @description What was observed. */
            seen: string;
            /** @description Why it causes failures in production, and what to do. */
            why: string;
        };
        /** @description The format of a body. */
        Format: "json" | "xml";
        /** @description Conditions on headers, by name. */
        HeaderMatches: {
            [key: string]: components["schemas"]["Match"];
        };
        /** @description The health of the emulator. */
        Health: {
            /** @description The base URL of this server. */
            baseUrl: string;
            /**
             * Format: uint64
             * @description Calls to the service since the start.
             */
            calls: number;
            /**
             * Format: uint64
             * @description The seed that reproduces this run; with --admin-token, only for requests that have the token.
             */
            seed?: number;
            /** @description Always `ok`. */
            status: string;
            /** @description The emulator's version. */
            version: string;
        };
        /** @description The limits of each account, by operation; by default the documented ones. */
        Limits: {
            /** @description The rate at which an account may call CheckResult; 10 calls per second by default. */
            CheckResult?: components["schemas"]["Rate"];
            /** @description The rate at which an account may call CheckVerifyLog; 10 calls per second by default. */
            CheckVerifyLog?: components["schemas"]["Rate"];
            /** @description The rate at which an account may call DeleteVerifyResult; 10 calls per second by default. */
            DeleteVerifyResult?: components["schemas"]["Rate"];
            /** @description The rate at which an account may call Initialize; 10 calls per second by default. */
            Initialize?: components["schemas"]["Rate"];
            /** @description The rate at which an account may call KeepaliveIntl; 10 calls per second by default. */
            KeepaliveIntl?: components["schemas"]["Rate"];
            /** @description The limit of refused calls in a row. */
            abnormalCalls?: components["schemas"]["AbnormalCalls"];
            /** @description Which timestamps of signed calls are good; `either` by default. */
            timestamps?: components["schemas"]["TimestampWindow"];
        };
        /** @description One mapping. */
        MappingView: {
            /** @description The beginning of a CallbackUrl, such as `https://shop.example`; the port `*` is any port. */
            from: string;
            /** @description What stands in its place, such as `http://127.0.0.1:3000`; the port `*` is the port of the CallbackUrl. */
            to: string;
        };
        /** @description Conditions on a value, or the value itself. */
        Match: string | components["schemas"]["Conditions"];
        /** @description A random delay with a log-normal distribution like that of real services, at most ten times p99. */
        MedianDelay: {
            /** @description The delay is less than this for half of the calls. */
            median: components["schemas"]["DurationText"];
            /** @description The delay is longer than this for one call in a hundred. */
            p99: components["schemas"]["DurationText"];
        };
        /** @description How often something occurred. */
        Met: {
            /**
             * Format: uint64
             * @description The number of occurrences.
             */
            count: number;
            /** @description What it means. */
            meaning: string;
            /** @description A code, parameter, value, check outcome or callback event. */
            name: string;
        };
        /** @description Identifies an operation. */
        Operation: "Initialize" | "CheckResult" | "KeepaliveIntl" | "CheckVerifyLog" | "DeleteVerifyResult";
        /** @description Coverage of an operation. */
        OperationCoverage: {
            /** @description The operation. */
            name: string;
            /** @description Its parameters. */
            parameters: components["schemas"]["ParameterCoverage"][];
        };
        /**
         * Format: operation
         * @description An operation of the service.
         */
        OperationName: string & ("Initialize" | "CheckResult" | "KeepaliveIntl" | "CheckVerifyLog" | "DeleteVerifyResult");
        /** @description Coverage of a parameter. */
        ParameterCoverage: {
            /**
             * Format: uint64
             * @description The number of occurrences.
             */
            count: number;
            /** @description What it means. */
            meaning: string;
            /** @description A code, parameter, value, check outcome or callback event. */
            name: string;
            /** @description Its listed values; empty if it accepts any. */
            values?: components["schemas"]["Met"][];
        };
        /** @description Conditions on parameters of the call, by name. */
        ParameterMatches: {
            /** @description A common parameter of every operation. */
            AccessKeyId?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Action?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            BearerToken?: components["schemas"]["Match"];
            /** @description Your own string that is returned in the callback. */
            CallbackToken?: components["schemas"]["Match"];
            /** @description The URL to which the service reports the end of the check, with GET. */
            CallbackUrl?: components["schemas"]["Match"];
            /** @description Whether nothing is deleted unless CheckResult has answered the result before. */
            DeleteAfterQuery?: components["schemas"]["Match"];
            /** @description What is deleted. */
            DeleteType?: components["schemas"]["Match"];
            /** @description The type of document that the user shows. */
            DocType?: components["schemas"]["Match"];
            /** @description Whether the user may correct what was recognised. */
            EditOcrResult?: components["schemas"]["Match"];
            /** @description Accepted and ignored: it concerns face pictures. */
            ExtraImageControlList?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Format?: components["schemas"]["Match"];
            /** @description Whether the document is checked for being a copy or a photo of a screen. */
            IdSpoof?: components["schemas"]["Match"];
            /** @description How strictly the document's quality is checked. */
            IdThreshold?: components["schemas"]["Match"];
            /** @description Whether ExtIdInfo has the document's picture, as a JPEG in base64. */
            IsReturnImage?: components["schemas"]["Match"];
            /** @description The language of the page, and overrides of its strings. */
            LanguageConfig?: components["schemas"]["Match"];
            /** @description Your own ID of this check. Using it twice creates two transactions. */
            MerchantBizId?: components["schemas"]["Match"];
            /** @description Your own ID of the user. */
            MerchantUserId?: components["schemas"]["Match"];
            /** @description The result of getMetaInfo() on the user's device. Its deviceType determines the page at TransactionUrl: web the PC page, h5 the mobile page; ios and android get no URL. */
            MetaInfo?: components["schemas"]["Match"];
            /** @description The product: ID document recognition. */
            ProductCode?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            RegionId?: components["schemas"]["Match"];
            /** @description Accepted and ignored. */
            ReturnFiveCategorySpoofResult?: components["schemas"]["Match"];
            /** @description Where the browser is redirected when the check ends. It may have a query and a fragment. */
            ReturnUrl?: components["schemas"]["Match"];
            /** @description Your own label of the place in your product, to find calls again. */
            SceneCode?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            SecurityToken?: components["schemas"]["Match"];
            /** @description Whether the user may choose a picture instead of taking one. */
            ShowAlbumIcon?: components["schemas"]["Match"];
            /** @description Whether the user sees a guide first. */
            ShowGuidePage?: components["schemas"]["Match"];
            /** @description Whether the user sees what was recognised. */
            ShowOcrResult?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Signature?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            SignatureMethod?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            SignatureNonce?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            SignatureType?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            SignatureVersion?: components["schemas"]["Match"];
            /** @description The look of the page: guidePage, ocrPage and ocrResultPage, and alert on a PC, each with the vendor's names. An unknown name is ignored, with a warning. */
            StyleConfig?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Timestamp?: components["schemas"]["Match"];
            /** @description The TransactionId returned by Initialize. */
            TransactionId?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Version?: components["schemas"]["Match"];
        };
        /** @description The current scenario. */
        Played: {
            /** @description Whether it was loaded for this access key only. */
            own: boolean;
            /** @description Its rules in order. */
            rules: components["schemas"]["PlayedRule"][];
            /** @description The scenario, as `cloudauth-local schema scenario` describes it. */
            scenario: components["schemas"]["Scenario"];
            /** @description What in it probably does something else than was meant. */
            warnings?: string[];
        };
        /** @description A rule of the current scenario. */
        PlayedRule: {
            /**
             * Format: uint64
             * @description The number of calls that it was applied to since the scenario was loaded.
             */
            acted: number;
            /** @description Its number and description. */
            name: string;
        };
        /** @description A random delay, uniformly distributed. */
        RangeDelay: {
            /** @description The longest delay. */
            max: components["schemas"]["DurationText"];
            /** @description The shortest delay. */
            min: components["schemas"]["DurationText"];
        };
        /** @description The rate at which an account may call an operation. */
        Rate: {
            /**
             * Format: uint32
             * @description Calls that may arrive at once before throttling starts; `qps` by default.
             */
            burst?: number;
            /**
             * Format: uint32
             * @description Calls per second; 0 disables throttling.
             */
            qps: number;
        };
        /** @description A raw response, independent of the contract. */
        Reply: {
            /**
             * @description The body: a string is sent unchanged, any other value as JSON. Content-Type is application/json;charset=utf-8
             *     unless set in `headers`.
             */
            body?: components["schemas"]["Body"];
            /** @description Headers by name. Content-Length is set automatically. */
            headers?: {
                [key: string]: string;
            };
            /**
             * Format: uint16
             * @description HTTP status; 200 by default.
             */
            status?: number;
        };
        /** @description Transactions and attempts to deliver callbacks were deleted by `POST reset`. */
        Reset: {
            /** @description The account; absent if all were deleted. */
            accessKeyId?: string;
        };
        /** @description A member of `Result`. */
        ResultMember: "Passed" | "SubCode" | "ExtIdInfo" | "ExtBasicInfo" | "ExtInfo";
        /** @description A call that repeats a throttled or failed one. */
        Retry: {
            /** @description The account. */
            account: string;
            /**
             * Format: uint64
             * @description The number of the call in the journal.
             */
            call: number;
            /** @description The response code of the failed call. */
            code: string;
            /** @description Whether that was long enough. */
            inTime: boolean;
            /**
             * Format: uint64
             * @description The number of the failed call in the journal.
             */
            of: number;
            /** @description The operation. */
            operation: string;
            /**
             * Format: uint64
             * @description How long the client was told to wait, in milliseconds; absent if it was not throttled.
             */
            toldMs?: number;
            /**
             * Format: uint64
             * @description How long it waited, in milliseconds.
             */
            waitedMs: number;
        };
        /** @description A rule: which calls it matches, and what happens to them. */
        Rule: {
            /** @description What the rule is for; shown in logs and the journal when the rule has been applied. */
            description?: string;
            /** @description What happens to these calls. */
            then: components["schemas"]["Then"];
            /** @description Which calls the rule matches; all conditions must be satisfied. Without it, every call. */
            when?: components["schemas"]["When"];
        };
        /** @description A scenario: accounts, limits and rules that inject failures. Every member is optional. */
        Scenario: {
            /** @description The JSON Schema of this file, for editors; the emulator ignores it. */
            $schema?: string;
            /**
             * @description The declared accounts. Without any, every access key is accepted and signatures are not checked; with at least one,
             *     keys, signatures, timestamps and nonces are checked.
             */
            accounts?: components["schemas"]["Account"][];
            /** @description What this scenario is for, in one sentence. */
            description?: string;
            /** @description The limits of each account; by default the documented ones. */
            limits?: components["schemas"]["Limits"];
            /** @description The rules, evaluated in order up to the first one that determines the response. Delays of the rules before it add up. */
            rules?: components["schemas"]["Rule"][];
            /**
             * Format: uint64
             * @description The seed of everything random: IDs, probabilities, random delays. The same seed and the same calls give the same
             *     responses. Without it every run is different.
             */
            seed?: number;
        };
        /** @description A shipped scenario. */
        ShippedScenario: {
            /** @description Its name. */
            name: string;
            /** @description Its file. */
            text: string;
        };
        /** @description The shipped scenarios. */
        ShippedScenarios: {
            /** @description Each of them. */
            scenarios: components["schemas"]["ShippedScenario"][];
        };
        /** @description The result of the signature check. */
        SignatureCheck: "notReached" | "notChecked" | "verified" | "refused";
        /**
         * @description How many events were left out because the client was too slow. Counted over all accounts; the other paths still list
         *     what the emulator keeps.
         */
        Skipped: {
            /**
             * Format: uint64
             * @description Attempts to deliver callbacks.
             */
            callbacks: number;
            /**
             * Format: uint64
             * @description Calls, with the transactions that they created.
             */
            calls: number;
            /**
             * Format: uint64
             * @description Transactions that were opened or completed.
             */
            transactions: number;
        };
        /** @description What a document is taken for in place of an original: a value of `spoofType`. */
        SpoofType: "SCREEN_REMARK" | "PHOTO_COPY" | "TAMPER";
        /** @description A stall of a given duration. */
        Stall: {
            /** @description The head of the response, then nothing until the client disconnects, at most for this duration. */
            stall: components["schemas"]["DurationText"];
        };
        /** @description The status of an account with the vendor. */
        Standing: "active" | "ram-denied" | "not-activated" | "overdue" | "key-disabled";
        /**
         * @description What happens to a call. `error`, `reply`, `pass` and `connection` determine the response and end the evaluation of
         *     rules; after `delay`, `dribble`, `verification` and `callback` it continues.
         */
        Then: {
            /** @description How the callback of the identity check is sent. */
            callback?: components["schemas"]["Callback"];
            /**
             * @description A connection fault. The call is handled nevertheless (it is counted, and Initialize creates its transaction); only
             *     the response is lost.
             */
            connection?: components["schemas"]["Connection"];
            /** @description The delay of the response. Delays of several rules add up. */
            delay?: components["schemas"]["Delay"];
            /**
             * Format: uint32
             * @description The rate at which the body is sent, in bytes per second.
             */
            dribble?: number;
            /** @description The call selects its own fault, with commands in one of its parameters or headers. */
            emulate?: components["schemas"]["Emulate"];
            /** @description The call is refused with this error. */
            error?: components["schemas"]["Code"];
            /** @description With `error`: replaces the message. */
            message?: string;
            /**
             * @description `true`: the call is handled normally, without further rules.
             * @enum {unknown}
             */
            pass?: true | null;
            /** @description A raw response, independent of the contract. */
            reply?: components["schemas"]["Reply"];
            /**
             * @description With `error`: how long the client is told to wait, in x-acs-retry-after and x-ratelimit-user-api. The default of a
             *     throttling error is the time of one call at the QPS of the operation.
             */
            retryAfter?: components["schemas"]["DurationText"];
            /**
             * Format: uint16
             * @description With `error`: replaces the HTTP status.
             */
            status?: number;
            /** @description The result of the identity check that this call starts, without a user. */
            verification?: components["schemas"]["Verification"];
        };
        /** @description A throttle. */
        Throttle: {
            /** @description The account. */
            account: string;
            /**
             * Format: uint32
             * @description Calls that may arrive at once.
             */
            burst: number;
            /** @description The operation. */
            operation: components["schemas"]["Operation"];
            /**
             * Format: uint32
             * @description Calls per second.
             */
            qps: number;
            /**
             * Format: uint32
             * @description Calls that may arrive at once now.
             */
            remaining: number;
        };
        /** @description The throttles. */
        Throttles: {
            /** @description One for each account and operation. */
            throttles: components["schemas"]["Throttle"][];
        };
        /** @description The emulator's time. */
        Time: {
            /**
             * Format: uint64
             * @description The time since the start, including moves of the clock, in milliseconds.
             */
            elapsedMs: number;
            /** @description The machine's timestamp: `now` without moves of the clock. */
            machine: string;
            /** @description The current timestamp. */
            now: string;
            /**
             * @description Which timestamps of signed calls are good; absent if neither `POST clock` said so: then `limits` of the scenario
             *     does, or else it is `either`.
             */
            timestamps?: components["schemas"]["TimestampWindow"];
        };
        /**
         * Format: date-time
         * @description A timestamp: `2030-01-01T00:00:00Z`.
         * @example 2030-01-01T00:00:00Z
         */
        TimestampText: string;
        /** @description Which timestamps of signed calls are good: those that are at most 15 minutes away from one of these times. */
        TimestampWindow: "either" | "follow";
        /** @description One transaction. */
        Transaction: {
            /** @description The account that created it. */
            account: string;
            /**
             * Format: uint64
             * @description The time since it was created, in milliseconds of its account's clock.
             */
            ageMs: number;
            /** @description `CallbackUrl`. */
            callbackUrl?: string;
            /** @description Attempts to deliver the callback, oldest first, as in `/_emulator/callbacks`. */
            callbacks?: components["schemas"]["Attempt"][];
            /**
             * @description `ClientCfg`: `/index.html?clientcfg=` opens the page with it, until the check is over. Absent where the device
             *     has no page.
             */
            clientCfg?: string;
            /** @description `DocType`. */
            docType: string;
            /** @description `MerchantBizId`. */
            merchantBizId: string;
            /** @description Whether it passed; absent until it is completed. */
            passed?: boolean;
            /** @description `ReturnUrl`. */
            returnUrl?: string;
            /** @description waiting (for its user), opened, completed or expired. */
            state: string;
            /** @description `SubCode`; absent until it is completed. */
            subCode?: string;
            /** @description `TransactionId`. */
            transactionId: string;
        };
        /** @description A list of transactions. */
        Transactions: {
            /**
             * Format: uint
             * @description The number of transactions that match the filter.
             */
            total: number;
            /** @description The transactions, newest first. */
            transactions: components["schemas"]["Transaction"][];
        };
        /** @description A part of a call of which only the start is kept. */
        TruncatedPart: {
            /**
             * Format: uint
             * @description Its original length in bytes; of `parameters`, `rules` and `tolerated` how many there were.
             */
            length: number;
            /** @description The name of the parameter, header or member. */
            name?: string;
            /** @description What it is. */
            part: components["schemas"]["CallPart"];
        };
        /** @description The result of an identity check, without a user. */
        Verification: {
            /** @description The time from Initialize to the end of the check; zero by default. */
            after?: components["schemas"]["DurationText"];
            /** @description The time from Initialize until the check expires; `30m` by default. The check is then not ended without a user. */
            expires?: components["schemas"]["DurationText"];
            /** @description The data read from the document, by the names in `ocrIdInfo`; replaces that of the sample identity. */
            fields?: {
                [key: string]: string;
            };
            /** @description Members of `Result` that CheckResult leaves out, as some live responses do. */
            omit?: components["schemas"]["ResultMember"][];
            /** @description Whether the check passes; `true` by default. */
            passed?: boolean;
            /**
             * @description The client result code with which the check ends in the browser, instead of a result: no callback is sent, and
             *     CheckResult answers ProcessNotCompleted.
             */
            resultCode?: components["schemas"]["ClientResultCode"];
            /**
             * @description What the document is taken for in place of an original: the values of `spoofType` in `ExtIdInfo`. It counts only
             *     where `IdSpoof` is `Y`.
             */
            spoofType?: components["schemas"]["SpoofType"][];
            /** @description The SubCode of CheckResult and the callback; by default `200` if the check passes, else `206`. */
            subCode?: string;
        };
        /** @description Which calls a rule matches; all conditions must be satisfied. */
        When: {
            /** @description The AccessKeyId of the call. */
            accessKeyId?: components["schemas"]["Match"];
            /**
             * @description The number of the call. For each account the calls are counted that match `operation`, `accessKeyId`,
             *     `parameters`, `headers` and `during` of this rule, whatever other rules did to them.
             */
            calls?: components["schemas"]["Calls"];
            /** @description The time since the scenario was loaded. */
            during?: components["schemas"]["During"];
            /** @description HTTP headers of the call, by case-insensitive name; all must match. */
            headers?: components["schemas"]["HeaderMatches"];
            /** @description The operation of the call. */
            operation?: components["schemas"]["OperationName"];
            /** @description Parameters of the call, by name; all must match. */
            parameters?: components["schemas"]["ParameterMatches"];
            /**
             * Format: double
             * @description The probability with which a call that satisfies all other conditions matches, from 0 (never) to 1 (always).
             */
            probability?: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AbnormalCalls = components['schemas']['AbnormalCalls'];
export type Account = components['schemas']['Account'];
export type AdminError = components['schemas']['AdminError'];
export type Allowance = components['schemas']['Allowance'];
export type Answer = components['schemas']['Answer'];
export type Attempt = components['schemas']['Attempt'];
export type Body = components['schemas']['Body'];
export type Brief = components['schemas']['Brief'];
export type Call = components['schemas']['Call'];
export type CallPage = components['schemas']['CallPage'];
export type CallPart = components['schemas']['CallPart'];
export type Callback = components['schemas']['Callback'];
export type CallbackMapView = components['schemas']['CallbackMapView'];
export type CallbackMethod = components['schemas']['CallbackMethod'];
export type Callbacks = components['schemas']['Callbacks'];
export type Calls = components['schemas']['Calls'];
export type Checked = components['schemas']['Checked'];
export type ClientResultCode = components['schemas']['ClientResultCode'];
export type ClockChange = components['schemas']['ClockChange'];
export type Code = components['schemas']['Code'];
export type Completion = components['schemas']['Completion'];
export type Conditions = components['schemas']['Conditions'];
export type Conduct = components['schemas']['Conduct'];
export type Connection = components['schemas']['Connection'];
export type ConnectionFault = components['schemas']['ConnectionFault'];
export type Coverage = components['schemas']['Coverage'];
export type Delay = components['schemas']['Delay'];
export type Deleted = components['schemas']['Deleted'];
export type DurationText = components['schemas']['DurationText'];
export type During = components['schemas']['During'];
export type Emulate = components['schemas']['Emulate'];
export type End = components['schemas']['End'];
export type Finding = components['schemas']['Finding'];
export type Format = components['schemas']['Format'];
export type HeaderMatches = components['schemas']['HeaderMatches'];
export type Health = components['schemas']['Health'];
export type Limits = components['schemas']['Limits'];
export type MappingView = components['schemas']['MappingView'];
export type Match = components['schemas']['Match'];
export type MedianDelay = components['schemas']['MedianDelay'];
export type Met = components['schemas']['Met'];
export type Operation = components['schemas']['Operation'];
export type OperationCoverage = components['schemas']['OperationCoverage'];
export type OperationName = components['schemas']['OperationName'];
export type ParameterCoverage = components['schemas']['ParameterCoverage'];
export type ParameterMatches = components['schemas']['ParameterMatches'];
export type Played = components['schemas']['Played'];
export type PlayedRule = components['schemas']['PlayedRule'];
export type RangeDelay = components['schemas']['RangeDelay'];
export type Rate = components['schemas']['Rate'];
export type Reply = components['schemas']['Reply'];
export type Reset = components['schemas']['Reset'];
export type ResultMember = components['schemas']['ResultMember'];
export type Retry = components['schemas']['Retry'];
export type Rule = components['schemas']['Rule'];
export type Scenario = components['schemas']['Scenario'];
export type ShippedScenario = components['schemas']['ShippedScenario'];
export type ShippedScenarios = components['schemas']['ShippedScenarios'];
export type SignatureCheck = components['schemas']['SignatureCheck'];
export type Skipped = components['schemas']['Skipped'];
export type SpoofType = components['schemas']['SpoofType'];
export type Stall = components['schemas']['Stall'];
export type Standing = components['schemas']['Standing'];
export type Then = components['schemas']['Then'];
export type Throttle = components['schemas']['Throttle'];
export type Throttles = components['schemas']['Throttles'];
export type Time = components['schemas']['Time'];
export type TimestampText = components['schemas']['TimestampText'];
export type TimestampWindow = components['schemas']['TimestampWindow'];
export type Transaction = components['schemas']['Transaction'];
export type Transactions = components['schemas']['Transactions'];
export type TruncatedPart = components['schemas']['TruncatedPart'];
export type Verification = components['schemas']['Verification'];
export type When = components['schemas']['When'];
export type $defs = Record<string, never>;
export interface operations {
    get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dashboard. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": unknown;
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getCallbackMap: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where callbacks go in place of their CallbackUrl: those of one access key alone, or the common ones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackMapView"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    putCallbackMap: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallbackMapView"];
            };
        };
        responses: {
            /** @description Replaces the mappings of one access key, which come before the common ones, or the common ones. The port `*` on both sides passes ports through. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackMapView"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    deleteCallbackMap: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Takes the mappings of one access key away; without a key, makes the common ones those of the flags again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackMapView"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getCallbacks: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description Only callbacks of this transaction. */
                transactionId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All attempts to deliver callbacks, oldest first, and the number of callbacks that are still queued. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Callbacks"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getClock: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The emulator's time, or that of one key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Time"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    postClock: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockChange"];
            };
        };
        responses: {
            /** @description Moves the clock of one key or of all: forward by a duration, or to a timestamp. The timestamps of signed calls may be near the machine's time or the clock; `{"timestamps":"follow"}` accepts the clock alone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Time"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getConduct: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Mistakes of the client under test that will cause failures in production, and its retries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conduct"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getCoverage: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Contract coverage: how often each code, parameter, value, check outcome and callback event occurred. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coverage"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getDashboardFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Scripts and style sheets of the dashboard. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events for calls, transactions and attempts to deliver callbacks, from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        data: components["schemas"]["Brief"];
                        /** @constant */
                        event: "call";
                    } | {
                        data: components["schemas"]["Transaction"];
                        /** @constant */
                        event: "transaction";
                    } | {
                        data: components["schemas"]["Attempt"];
                        /** @constant */
                        event: "callback";
                    } | {
                        data: components["schemas"]["Skipped"];
                        /** @constant */
                        event: "skipped";
                    } | {
                        data: components["schemas"]["Reset"];
                        /** @constant */
                        event: "reset";
                    } | {
                        data: components["schemas"]["End"];
                        /** @constant */
                        event: "end";
                    };
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Health check, with version and seed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: {
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counters for Prometheus. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; version=0.0.4; charset=utf-8": unknown;
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getOpenapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": unknown;
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getRequests: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description Only calls of this operation. */
                operation?: "Initialize" | "CheckResult" | "KeepaliveIntl" | "CheckVerifyLog" | "DeleteVerifyResult";
                /** @description Only calls with this response code, such as Success. */
                code?: "Success" | "Success" | "Success" | "Success" | "200" | "MissingParameter" | "InvalidParameter" | "Forbidden.ExceptionRepeatedInvoke" | "Forbidden.RAMUserAccessDenied" | "Forbidden.AccountAccessDenied" | "Throttling.Api" | "InternalError" | "ServiceUnavailable" | "TransactionIdInvalid" | "ProcessNotCompleted" | "MissingParameter" | "InvalidAction.NotFound" | "InvalidVersion" | "MissingVersion" | "MissingTimestamp" | "MissingAccessKeyId" | "MissingSignature" | "MissingSignatureNonce" | "MissingSignatureMethod" | "MissingSignatureVersion" | "InvalidParameter.Format" | "UnsupportedHTTPMethod" | "InvalidAccessKeyId.NotFound" | "InvalidAccessKeyId.Inactive" | "InvalidTimeStamp.Format" | "InvalidTimeStamp.Expired" | "InvalidSignatureMethod" | "SignatureDoesNotMatch" | "IncompleteSignature" | "SignatureNonceUsed" | "MissingSecurityToken" | "InvalidSecurityToken.Expired" | "InvalidSecurityToken.Malformed" | "InvalidSecurityToken.MismatchWithAccessKey" | "ContentSHA256NotMatched" | "Throttling.User" | "Throttling" | "Forbidden.RAM" | "NoPermission" | "InvalidRequest" | "MethodNotAllowed" | "RequestTimeout" | "RequestEntityTooLarge" | "RequestURITooLong" | "RequestHeaderFieldsTooLarge" | "-";
                /** @description Only calls with this MerchantBizId. */
                merchantBizId?: string;
                /** @description Only calls with this SceneCode. */
                sceneCode?: string;
                /** @description Only calls that created this transaction or requested it. */
                transactionId?: string;
                /** @description Only calls since this timestamp, such as 2026-11-22T10:00:00Z. */
                since?: string;
                /** @description Only calls that have all these words somewhere, in upper or lower case: in a parameter, a header, the answer, a rule. */
                search?: string;
                /** @description Only the calls with these numbers, with commas between them. */
                ids?: string;
                /** @description The maximum number of calls, 1 to 1000 (default 100). */
                limit?: number;
                /** @description Continues after an earlier response: the value of its `next`. */
                cursor?: number;
                /** @description `json` (the default), or `har` for an HTTP archive. */
                format?: "json" | "har";
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The journal: the calls to the service with their responses, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallPage"] | Record<string, never>;
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    deleteRequests: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description Only calls of this operation. */
                operation?: "Initialize" | "CheckResult" | "KeepaliveIntl" | "CheckVerifyLog" | "DeleteVerifyResult";
                /** @description Only calls with this response code, such as Success. */
                code?: "Success" | "Success" | "Success" | "Success" | "200" | "MissingParameter" | "InvalidParameter" | "Forbidden.ExceptionRepeatedInvoke" | "Forbidden.RAMUserAccessDenied" | "Forbidden.AccountAccessDenied" | "Throttling.Api" | "InternalError" | "ServiceUnavailable" | "TransactionIdInvalid" | "ProcessNotCompleted" | "MissingParameter" | "InvalidAction.NotFound" | "InvalidVersion" | "MissingVersion" | "MissingTimestamp" | "MissingAccessKeyId" | "MissingSignature" | "MissingSignatureNonce" | "MissingSignatureMethod" | "MissingSignatureVersion" | "InvalidParameter.Format" | "UnsupportedHTTPMethod" | "InvalidAccessKeyId.NotFound" | "InvalidAccessKeyId.Inactive" | "InvalidTimeStamp.Format" | "InvalidTimeStamp.Expired" | "InvalidSignatureMethod" | "SignatureDoesNotMatch" | "IncompleteSignature" | "SignatureNonceUsed" | "MissingSecurityToken" | "InvalidSecurityToken.Expired" | "InvalidSecurityToken.Malformed" | "InvalidSecurityToken.MismatchWithAccessKey" | "ContentSHA256NotMatched" | "Throttling.User" | "Throttling" | "Forbidden.RAM" | "NoPermission" | "InvalidRequest" | "MethodNotAllowed" | "RequestTimeout" | "RequestEntityTooLarge" | "RequestURITooLong" | "RequestHeaderFieldsTooLarge" | "-";
                /** @description Only calls with this MerchantBizId. */
                merchantBizId?: string;
                /** @description Only calls with this SceneCode. */
                sceneCode?: string;
                /** @description Only calls that created this transaction or requested it. */
                transactionId?: string;
                /** @description Only calls since this timestamp, such as 2026-11-22T10:00:00Z. */
                since?: string;
                /** @description Only calls that have all these words somewhere, in upper or lower case: in a parameter, a header, the answer, a rule. */
                search?: string;
                /** @description Only the calls with these numbers, with commas between them. */
                ids?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes calls from the journal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getRequestsId: {
        parameters: {
            query?: {
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One call of the journal, by its number or RequestId. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getRequestsIdCurl: {
        parameters: {
            query?: {
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One call of the journal as a curl command, without secrets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": unknown;
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    postReset: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resets state of one key or of all: journal, throttles, nonces, rule counters, coverage, and a moved clock. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getScenario: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current scenario, with how often each rule was applied. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Played"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    putScenario: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Scenario"];
            };
        };
        responses: {
            /** @description Loads a scenario, used from the next call on: for one access key, or for all keys without a scenario of their own. Its counters, throttles and random numbers restart. `{"shipped":"throttled"}` selects a shipped one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Played"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    deleteScenario: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removes the scenario of a key, which then uses the common one; without a key, loads the default scenario. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Played"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    postScenarioCheck: {
        parameters: {
            query?: {
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Scenario"];
            };
        };
        responses: {
            /** @description Validates a scenario without loading it: its errors, or an explanation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getScenarios: {
        parameters: {
            query?: {
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shipped scenarios, each with its text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShippedScenarios"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getThrottles: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The throttles of accounts that made calls within the last minute. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Throttles"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getTransactions: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description Only calls with this MerchantBizId. */
                merchantBizId?: string;
                /** @description Only transactions in this state: waiting, opened, completed or expired. */
                state?: "waiting" | "opened" | "completed" | "expired";
                /** @description The maximum number of transactions, 1 to 1000 (default 100). */
                limit?: number;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transactions, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transactions"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    getTransactionsId: {
        parameters: {
            query?: {
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One transaction, by its TransactionId. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transaction"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
    postTransactionsIdComplete: {
        parameters: {
            query?: {
                /** @description Only for this access key or account. Tests with a key each are isolated from one another. */
                accessKeyId?: string;
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Completion"];
            };
        };
        responses: {
            /** @description Ends a check as its user would: the callback is sent and CheckResult has the result. With an empty body the check passes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transaction"];
                };
            };
            /** @description An error. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminError"];
                };
            };
        };
    };
}
