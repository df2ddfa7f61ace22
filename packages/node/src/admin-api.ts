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
        /** Moves the clock of one key or of all: forward by a duration, or to a timestamp. */
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
        /** Resets state of one key or of all: journal, throttles, nonces, rule counters, coverage. */
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
        /**
         * @description What is tolerated of calls that are refused one after another; beyond it comes 401
         *     Forbidden.ExceptionRepeatedInvoke.
         */
        AbnormalCalls: {
            /**
             * Format: uint32
             * @description How many refused calls in a row are still answered with their own error.
             */
            count: number;
            /** @description How long the service remembers them, such as `60s`. */
            window: components["schemas"]["DurationText"];
        };
        /** @description An access key, and the account that it belongs to. */
        Account: {
            /** @description The AccessKeyId that calls name. One that begins with `STS.` is temporary and needs a security token. */
            accessKeyId: string;
            /** @description The AccessKeySecret that calls are signed with. */
            accessKeySecret: string;
            /**
             * @description The account that this key belongs to. Keys of one account, such as those of its RAM users, share its limits and
             *     its rules' counts. Without it the key is an account of its own.
             */
            account?: string | null;
            /** @description What this account is for. */
            description?: string | null;
            /** @description The SecurityToken that calls with this temporary key must carry; without it any well-formed token passes. */
            securityToken?: string | null;
            /** @description When the security token expires, such as `2030-01-01T00:00:00Z`; without it, never. */
            securityTokenExpires?: components["schemas"]["TimestampText"] | null;
            /** @description How the account stands with the vendor; `active` where it is absent. */
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
        /** @description What the throttle of the operation had left behind a call. */
        Allowance: {
            /**
             * Format: uint32
             * @description Calls a second.
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
            message?: string | null;
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
            retryAfterMs?: number | null;
            /**
             * Format: uint16
             * @description HTTP status.
             */
            status: number;
            /** @description The header x-acs-trace-id. */
            traceId: string;
        };
        /** @description One try to deliver a callback. */
        Attempt: {
            /** @description Whether the receiver answered 200, so that it is not called again. */
            accepted: boolean;
            /** @description The account that made the transaction. */
            account: string;
            /** @description When it was made, by its account's clock. */
            at: string;
            /** @description What went wrong. */
            failure?: string | null;
            /** @description Where it was sent, if a mapping says otherwise; masked as `url` is. */
            sentTo?: string | null;
            /**
             * Format: uint16
             * @description The status of the answer.
             */
            status?: number | null;
            /** @description `TransactionId`. */
            transactionId: string;
            /**
             * Format: uint32
             * @description Which try it was, from 1.
             */
            try: number;
            /** @description The URL, as the merchant gave it, with the report; the value of callbackToken is masked. */
            url: string;
        };
        /** @description The body of a reply: a text as it stands, or a JSON value. */
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
            hint?: string | null;
            /**
             * Format: uint64
             * @description Its number in the journal.
             */
            id: number;
            /** @description `MerchantBizId`. */
            merchantBizId?: string | null;
            /** @description `Message` of an error. */
            message?: string | null;
            /** @description The operation, if it is known. */
            operation?: components["schemas"]["Operation"] | null;
            /** @description The scenario's rules that were applied. */
            rules: string[];
            /** @description `SceneCode`. */
            sceneCode?: string | null;
            /**
             * Format: uint16
             * @description HTTP status of the response.
             */
            status: number;
            /** @description The time of the response, by the emulator's clock. */
            time: string;
            /** @description The transaction that the call created or requested. */
            transactionId?: string | null;
        };
        /** @description A call to the service with its response. Secrets and tokens are masked. */
        Call: {
            /** @description The AccessKeyId in the call. */
            accessKeyId?: string | null;
            /** @description The account; empty where the call reached none. */
            account: string;
            /** @description The response. */
            answer: components["schemas"]["Answer"];
            /** @description For an Initialize that created a transaction: the attempts to deliver its callback so far, oldest first. */
            callbacks?: components["schemas"]["Attempt"][];
            /**
             * Format: uint64
             * @description How long a scenario made the response wait, in milliseconds.
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
            /** @description What the emulator says beyond the message of a refusal. */
            hint?: string | null;
            /**
             * Format: uint64
             * @description Its number in the journal, from 1.
             */
            id: number;
            /** @description The HTTP method; empty if the request could not be parsed. */
            method: string;
            /** @description The operation, once it was known. */
            operation?: components["schemas"]["Operation"] | null;
            /** @description The decoded parameters; of a repeated one the value that is used. */
            parameters: {
                [key: string]: string;
            };
            /** @description Further values of repeated parameters: name and value. */
            repeated?: [
                string,
                string
            ][];
            /** @description The scenario's rules that acted, each by its number and description. */
            rules: string[];
            /** @description What became of the signature. */
            signature: components["schemas"]["SignatureCheck"];
            /** @description What the throttle had left; null where the call did not reach it or there is no limit. */
            throttle?: components["schemas"]["Allowance"] | null;
            /** @description The time of the response, by the emulator's clock. */
            time: string;
            /** @description What passed although the documentation says otherwise, one sentence each. */
            tolerated: string[];
            /** @description The transaction that the call created or requested. */
            transactionId?: string | null;
        };
        /** @description What happens to a callback. */
        Callback: {
            /** @description How long it waits before it is sent. */
            delay?: components["schemas"]["DurationText"] | null;
            /** @description `true`: it is never sent. */
            drop?: boolean | null;
            /**
             * Format: uint32
             * @description How often it is sent, all in all; `2` is once too many.
             */
            repeat?: number | null;
        };
        /** @description Where callbacks go in place of their CallbackUrl. */
        CallbackMapView: {
            /** @description The mappings; the first that fits counts. */
            maps: components["schemas"]["MappingView"][];
        };
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
        /** @description A page of the journal. */
        Calls: {
            /**
             * Format: uint64
             * @description How many calls were dropped since the start because the journal was full.
             */
            dropped: number;
            /**
             * Format: uint
             * @description How many calls of all accounts are kept.
             */
            kept: number;
            /** @description The `cursor` of the next page; absent on the last one. */
            next?: string | null;
            /** @description The calls, newest first. */
            requests: components["schemas"]["Call"][];
        };
        /** @description Which of the counted calls; what is given must all hold. The first call is number 1. */
        Calls2: {
            /**
             * Format: uint64
             * @description All calls after so many: `2` is calls 3, 4, 5 and so on.
             */
            after?: number | null;
            /**
             * Format: uint64
             * @description Every so many calls: `10` is calls 10, 20, 30 and so on.
             */
            every?: number | null;
            /**
             * Format: uint64
             * @description The first so many calls: `2` is calls 1 and 2.
             */
            first?: number | null;
            /** @description Exactly these calls: `[3, 5]` is calls 3 and 5. */
            nth?: number[] | null;
        };
        /** @description The result of validating a scenario. */
        Checked: {
            /** @description Its errors, each with line, column, length, message and help; empty if it is valid. */
            diagnostics: unknown[];
            /** @description What a valid one does, in sentences. */
            explanation?: string | null;
        };
        /** @description How to move the clock: exactly one of the two. */
        ClockChange: {
            advance: string;
        } | {
            set: string;
        };
        /**
         * Format: error-code
         * @description A code of the error table; status, message and body follow from it.
         */
        Code: string & ("MissingParameter" | "InvalidParameter" | "Forbidden.ExceptionRepeatedInvoke" | "Forbidden.RAMUserAccessDenied" | "Forbidden.AccountAccessDenied" | "Throttling.Api" | "InternalError" | "ServiceUnavailable" | "TransactionIdInvalid" | "ProcessNotCompleted" | "InvalidAction.NotFound" | "InvalidVersion" | "MissingVersion" | "MissingTimestamp" | "MissingAccessKeyId" | "MissingSignature" | "MissingSignatureNonce" | "MissingSignatureMethod" | "MissingSignatureVersion" | "InvalidParameter.Format" | "UnsupportedHTTPMethod" | "InvalidAccessKeyId.NotFound" | "InvalidAccessKeyId.Inactive" | "InvalidTimeStamp.Format" | "InvalidTimeStamp.Expired" | "InvalidSignatureMethod" | "SignatureDoesNotMatch" | "IncompleteSignature" | "SignatureNonceUsed" | "MissingSecurityToken" | "InvalidSecurityToken.Expired" | "InvalidSecurityToken.Malformed" | "InvalidSecurityToken.MismatchWithAccessKey" | "ContentSHA256NotMatched" | "Throttling.User" | "Throttling" | "Forbidden.RAM" | "NoPermission" | "InvalidRequest" | "MethodNotAllowed" | "RequestTimeout" | "RequestEntityTooLarge" | "RequestURITooLong" | "RequestHeaderFieldsTooLarge");
        /** @description How a check ends. */
        Completion: {
            /**
             * @description Whether it passes (default true).
             * @default null
             */
            passed?: boolean | null;
            /**
             * @description `SubCode` (default: the usual one for passed or not).
             * @default null
             */
            subCode?: string | null;
        };
        /** @description Conditions on a value; those that are given must all hold. Upper and lower case differ. */
        Conditions: {
            /** @description The value has this text somewhere in it. */
            contains?: string | null;
            /** @description The value ends with this text. */
            endsWith?: string | null;
            /** @description The value is exactly this text. */
            equals?: string | null;
            /**
             * Format: regex
             * @description This regular expression is found in the value; `^` and `$` tie it to the ends.
             */
            matches?: string | null;
            /** @description The value is exactly one of these texts. */
            oneOf?: string[] | null;
            /** @description `true`: the call has it, with whatever value; `false`: the call does not have it. Empty counts as absent. */
            present?: boolean | null;
            /** @description The value begins with this text. */
            startsWith?: string | null;
        };
        /** @description Mistakes of the client under test that will cause failures in production. */
        Conduct: {
            /** @description One for each kind of mistake and account. */
            findings: components["schemas"]["Finding"][];
            /** @description All retries, in time or too early, oldest first; the first 1000. */
            retries: components["schemas"]["Retry"][];
        };
        /** @description What goes wrong with the connection. */
        Connection: components["schemas"]["ConnectionFault"] | components["schemas"]["Stall"];
        /** @description What goes wrong with a connection. */
        ConnectionFault: "reset" | "closeEarly" | "closeMidBody" | "stall" | "garbage";
        /** @description Contract coverage of the client under test. */
        Coverage: {
            /** @description Events of callbacks. */
            callbacks: components["schemas"]["Met"][];
            /** @description Response codes. */
            codes: components["schemas"]["Met"][];
            /**
             * Format: uint
             * @description How many of all these occurred at least once.
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
        };
        /** @description How long an answer waits. */
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
         * Format: span
         * @description A span of time: `800ms`, `2s`, `31m`, `1h`, `7d` or `1m30s`.
         * @example 800ms
         */
        DurationText: string;
        /** @description A stretch of time, counted from the moment when the scenario was loaded. */
        During: {
            /** @description Its beginning, such as `30s`; at once where it is absent. */
            from?: components["schemas"]["DurationText"] | null;
            /** @description Its end, such as `5m`, no longer part of it; never where it is absent. */
            to?: components["schemas"]["DurationText"] | null;
        };
        /**
         * @description Where the call says itself what happens to it. The words are separated by commas: an error code, `reset`,
         *     `closeEarly`, `closeMidBody`, `stall`, `garbage`, `pass`, `delay:<span>`, `retryAfter:<span>`, `status:<number>`,
         *     `dribble:<bytes a second>`, `verification:passed`, `verification:<SubCode>`, `callback:drop`, `callback:<times>`,
         *     `callback:<span>`.
         *     Other words are answered with 400 InvalidParameter.
         */
        Emulate: {
            /** @description The header that holds the words. */
            header?: string | null;
            /** @description The parameter that holds the words. */
            parameter?: string | null;
            /** @description What stands before the words, such as `emulate:`; a value without it says nothing. */
            prefix?: string | null;
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
        /** @description How a body is written. */
        Format: "json" | "xml";
        /** @description What headers must be, by name. */
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
             * @description The seed that reproduces this run.
             */
            seed: number;
            /** @description Always `ok`. */
            status: string;
            /** @description The emulator's version. */
            version: string;
        };
        /** @description How often an account may call, by operation; what is not named stays as documented. */
        Limits: {
            /** @description How often one account may call CheckResult; 10 calls a second where it is absent. */
            CheckResult?: components["schemas"]["Rate"];
            /** @description How often one account may call CheckVerifyLog; 10 calls a second where it is absent. */
            CheckVerifyLog?: components["schemas"]["Rate"];
            /** @description How often one account may call DeleteVerifyResult; 10 calls a second where it is absent. */
            DeleteVerifyResult?: components["schemas"]["Rate"];
            /** @description How often one account may call Initialize; 10 calls a second where it is absent. */
            Initialize?: components["schemas"]["Rate"];
            /** @description How often one account may call KeepaliveIntl; 10 calls a second where it is absent. */
            KeepaliveIntl?: components["schemas"]["Rate"];
            /** @description What is tolerated of calls that are refused one after another. */
            abnormalCalls?: components["schemas"]["AbnormalCalls"];
        };
        /** @description One mapping. */
        MappingView: {
            /** @description The beginning of a CallbackUrl, such as `https://shop.example`; the port `*` is any port. */
            from: string;
            /** @description What stands in its place, such as `http://127.0.0.1:3000`; the port `*` is the port of the CallbackUrl. */
            to: string;
        };
        /** @description What a value must be: the value itself, or conditions. */
        Match: string | components["schemas"]["Conditions"];
        /**
         * @description As real services are: half of the calls wait less than the median, one in a hundred longer than p99 (a log-normal
         *     distribution), none longer than ten times p99.
         */
        MedianDelay: {
            /** @description Half of the calls wait less than this. */
            median: components["schemas"]["DurationText"];
            /** @description One call in a hundred waits longer than this. */
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
        /** @description Which operation a row describes; the engine answers by it. */
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
        /** @description What parameters of the call must be, by name. */
        ParameterMatches: {
            /** @description A common parameter of every operation. */
            AccessKeyId?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Action?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            BearerToken?: components["schemas"]["Match"];
            /** @description Your own text that comes back in the callback. */
            CallbackToken?: components["schemas"]["Match"];
            /** @description Where the service reports the end of the check, by GET. */
            CallbackUrl?: components["schemas"]["Match"];
            /** @description Whether nothing is deleted unless CheckResult has answered the result before. */
            DeleteAfterQuery?: components["schemas"]["Match"];
            /** @description What is deleted. */
            DeleteType?: components["schemas"]["Match"];
            /** @description The type of document that the user shows. */
            DocType?: components["schemas"]["Match"];
            /** @description Whether the user may correct what was recognised. */
            EditOcrResult?: components["schemas"]["Match"];
            /** @description Taken and not used: it is about face pictures. */
            ExtraImageControlList?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Format?: components["schemas"]["Match"];
            /** @description Whether the document is checked for being a copy or a screen. */
            IdSpoof?: components["schemas"]["Match"];
            /** @description How strictly the document's quality is judged. */
            IdThreshold?: components["schemas"]["Match"];
            /** @description Whether ExtIdInfo holds the document's picture, as base64 JPEG. */
            IsReturnImage?: components["schemas"]["Match"];
            /** @description The language of the page, and texts of your own. */
            LanguageConfig?: components["schemas"]["Match"];
            /** @description Your own number for this check. The same number twice gives two transactions. */
            MerchantBizId?: components["schemas"]["Match"];
            /** @description Your own number for the user. */
            MerchantUserId?: components["schemas"]["Match"];
            /** @description What getMetaInfo() returned on the user's device. Its deviceType decides which page the URL opens: web the PC page, h5 the mobile page; ios and android get no URL. */
            MetaInfo?: components["schemas"]["Match"];
            /** @description The product: ID document recognition. */
            ProductCode?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            RegionId?: components["schemas"]["Match"];
            /** @description Taken and not used. */
            ReturnFiveCategorySpoofResult?: components["schemas"]["Match"];
            /** @description Where the browser goes when the check is over. It may hold a query and a fragment. */
            ReturnUrl?: components["schemas"]["Match"];
            /** @description Your own label for the place in your product, for finding calls again. */
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
            /** @description The look of the page; top keys guidepage, ocrPage, ocrResultPage, facePage. */
            StyleConfig?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Timestamp?: components["schemas"]["Match"];
            /** @description The TransactionId that Initialize answered. */
            TransactionId?: components["schemas"]["Match"];
            /** @description A common parameter of every operation. */
            Version?: components["schemas"]["Match"];
        };
        /** @description The current scenario. */
        Played: {
            /** @description Whether it was loaded for this access key only. */
            own: boolean;
            /** @description Its rules in order. */
            rules: components["schemas"]["Rule2"][];
            /** @description The scenario, as `cloudauth-local schema scenario` describes it. */
            scenario: components["schemas"]["Scenario"];
        };
        /** @description Anything between two spans, all equally likely. */
        RangeDelay: {
            /** @description The longest wait. */
            max: components["schemas"]["DurationText"];
            /** @description The shortest wait. */
            min: components["schemas"]["DurationText"];
        };
        /** @description How often one account may call one operation. */
        Rate: {
            /**
             * Format: uint32
             * @description Calls that may come at once before the rate counts; as many as `qps` where it is absent.
             */
            burst?: number | null;
            /**
             * Format: uint32
             * @description Calls a second; 0 means that the operation is never throttled.
             */
            qps: number;
        };
        /** @description An answer that the contract does not know. */
        Reply: {
            /**
             * @description The body: a text is sent as it stands, any other value as JSON. Content-Type is application/json;charset=utf-8
             *     unless `headers` has one.
             */
            body?: components["schemas"]["Body"];
            /** @description Headers by name. Content-Length follows from the body. */
            headers?: {
                [key: string]: string;
            };
            /**
             * Format: uint16
             * @description HTTP status; 200 where it is absent.
             */
            status?: number | null;
        };
        /** @description Transactions and attempts to deliver callbacks were deleted by `POST reset`. */
        Reset: {
            /** @description The account; absent if all were deleted. */
            accessKeyId?: string | null;
        };
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
            toldMs?: number | null;
            /**
             * Format: uint64
             * @description How long it waited, in milliseconds.
             */
            waitedMs: number;
        };
        /** @description A rule: when a call is like this, then that happens to it. */
        Rule: {
            /** @description What the rule is for; it is shown where the rule has acted. */
            description?: string | null;
            /** @description What happens to them. */
            then: components["schemas"]["Then"];
            /** @description Which calls the rule acts on; everything in it must hold. Without it, every call. */
            when?: components["schemas"]["When"];
        };
        /** @description A rule of the current scenario. */
        Rule2: {
            /**
             * Format: uint64
             * @description The number of calls that it was applied to since the scenario was loaded.
             */
            acted: number;
            /** @description Its number and description. */
            name: string;
        };
        /** @description A scenario: the accounts, the limits and the failures of a small world. Every member is optional. */
        Scenario: {
            /** @description Where the JSON Schema of this file lies, for editors; the emulator does not read it. */
            $schema?: string | null;
            /**
             * @description The accounts that exist. With none, every access key is accepted and signatures are not checked; with the first
             *     one, keys, signatures, time stamps and nonces are verified.
             */
            accounts?: components["schemas"]["Account"][];
            /** @description What this scenario is for, in one sentence. */
            description?: string | null;
            /** @description How often an account may call; where it says nothing, the documented limits hold. */
            limits?: components["schemas"]["Limits"];
            /**
             * @description What happens to which calls, in order: the first rule that answers a call wins; delays of the rules before it
             *     add up.
             */
            rules?: components["schemas"]["Rule"][];
            /**
             * Format: uint64
             * @description The seed of everything that is left to chance: IDs, probabilities, random delays. The same seed and the same
             *     calls give the same answers. Without it every run is different.
             */
            seed?: number | null;
        };
        /** @description What became of a call's signature. */
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
        /** @description Silence of a given length. */
        Stall: {
            /** @description The head of the answer, then nothing until the client leaves, for this long at most. */
            stall: components["schemas"]["DurationText"];
        };
        /** @description How an account stands with the vendor. */
        Standing: "active" | "ram-denied" | "not-activated" | "overdue" | "key-disabled";
        /**
         * @description What happens to a call. `error`, `reply`, `pass` and `connection` end the search through the rules; `delay`,
         *     `dribble`, `verification` and `callback` do not, so that a later rule may still answer.
         */
        Then: {
            /** @description What happens to the callback at the end of the identity check. */
            callback?: components["schemas"]["Callback"] | null;
            /**
             * @description What goes wrong with the connection. The call is handled all the same (it counts, and Initialize makes its
             *     transaction): it is the answer that gets lost.
             */
            connection?: components["schemas"]["Connection"] | null;
            /** @description How long the answer waits. Delays of several rules add up. */
            delay?: components["schemas"]["Delay"] | null;
            /**
             * Format: uint32
             * @description The body of the answer leaves this slowly, in bytes a second.
             */
            dribble?: number | null;
            /** @description The call says itself what happens to it, in words in one of its parameters or headers. */
            emulate?: components["schemas"]["Emulate"] | null;
            /** @description The call is refused with this error. */
            error?: components["schemas"]["Code"] | null;
            /** @description With `error`: the message in its place. */
            message?: string | null;
            /**
             * @description `true`: the call is handled as if there were no further rules.
             * @enum {unknown}
             */
            pass?: true | null;
            /** @description An answer that the contract does not know, as it stands. */
            reply?: components["schemas"]["Reply"] | null;
            /**
             * @description With `error`: how long the client is told to wait, in x-acs-retry-after and x-ratelimit-user-api. A throttling
             *     error without it tells the time that one call takes at the QPS of the operation.
             */
            retryAfter?: components["schemas"]["DurationText"] | null;
            /**
             * Format: uint16
             * @description With `error`: the HTTP status in its place.
             */
            status?: number | null;
            /** @description How the identity check that this call starts will end, without a human. */
            verification?: components["schemas"]["Verification"] | null;
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
            /** @description The current timestamp. */
            now: string;
        };
        /**
         * Format: date-time
         * @description A moment: `2030-01-01T00:00:00Z`.
         * @example 2030-01-01T00:00:00Z
         */
        TimestampText: string;
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
            callbackUrl?: string | null;
            /** @description Attempts to deliver the callback, oldest first, as in `/_emulator/callbacks`. */
            callbacks?: components["schemas"]["Attempt"][];
            /** @description `DocType`. */
            docType: string;
            /** @description `MerchantBizId`. */
            merchantBizId: string;
            /** @description Whether it passed; absent until it is completed. */
            passed?: boolean | null;
            /** @description `ReturnUrl`. */
            returnUrl?: string | null;
            /** @description waiting (for its user), opened, completed or expired. */
            state: string;
            /** @description `SubCode`; absent until it is completed. */
            subCode?: string | null;
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
        /** @description How an identity check ends without a human. */
        Verification: {
            /** @description How long after Initialize the check ends; at once where it is absent. */
            after?: components["schemas"]["DurationText"] | null;
            /** @description What is read from the document, by the names of `ocrIdInfo`, in place of the sample identity. */
            fields?: {
                [key: string]: string;
            };
            /** @description Whether the user passes; `true` where it is absent. */
            passed?: boolean | null;
            /** @description The SubCode of CheckResult and of the callback; `200` for passed and `206` for not passed where it is absent. */
            subCode?: string | null;
        };
        /** @description Which calls a rule acts on; everything that is given must hold. */
        When: {
            /** @description The access key that calls. */
            accessKeyId?: components["schemas"]["Match"] | null;
            /**
             * @description How many calls there were. Counted are, for each account by itself, the calls for which `operation`,
             *     `accessKeyId`, `parameters`, `headers` and `during` of this rule hold, whatever other rules did to them.
             */
            calls?: components["schemas"]["Calls2"] | null;
            /** @description The time since the scenario was loaded. */
            during?: components["schemas"]["During"] | null;
            /** @description HTTP headers of the call, by name in any case; every one must match. */
            headers?: components["schemas"]["HeaderMatches"];
            /** @description The operation that is called. */
            operation?: components["schemas"]["OperationName"] | null;
            /** @description Parameters of the call, by name; every one must match. */
            parameters?: components["schemas"]["ParameterMatches"];
            /**
             * Format: double
             * @description The share of the calls that are left when all else holds, from 0 (none) to 1 (all), drawn from the seed.
             */
            probability?: number | null;
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
export type Callback = components['schemas']['Callback'];
export type CallbackMapView = components['schemas']['CallbackMapView'];
export type Callbacks = components['schemas']['Callbacks'];
export type Calls = components['schemas']['Calls'];
export type Calls2 = components['schemas']['Calls2'];
export type Checked = components['schemas']['Checked'];
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
export type RangeDelay = components['schemas']['RangeDelay'];
export type Rate = components['schemas']['Rate'];
export type Reply = components['schemas']['Reply'];
export type Reset = components['schemas']['Reset'];
export type Retry = components['schemas']['Retry'];
export type Rule = components['schemas']['Rule'];
export type Rule2 = components['schemas']['Rule2'];
export type Scenario = components['schemas']['Scenario'];
export type SignatureCheck = components['schemas']['SignatureCheck'];
export type Skipped = components['schemas']['Skipped'];
export type Stall = components['schemas']['Stall'];
export type Standing = components['schemas']['Standing'];
export type Then = components['schemas']['Then'];
export type Throttle = components['schemas']['Throttle'];
export type Throttles = components['schemas']['Throttles'];
export type Time = components['schemas']['Time'];
export type TimestampText = components['schemas']['TimestampText'];
export type Transaction = components['schemas']['Transaction'];
export type Transactions = components['schemas']['Transactions'];
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
            /** @description Moves the clock of one key or of all: forward by a duration, or to a timestamp. */
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
                operation?: string;
                /** @description Only calls with this response code, such as Success. */
                code?: string;
                /** @description Only calls with this MerchantBizId. */
                merchantBizId?: string;
                /** @description Only calls with this SceneCode. */
                sceneCode?: string;
                /** @description Only calls that created this transaction or requested it. */
                transactionId?: string;
                /** @description Only calls since this timestamp, such as 2026-11-22T10:00:00Z. */
                since?: string;
                /** @description The maximum number of calls, 1 to 1000 (default 100). */
                limit?: string;
                /** @description Continues after an earlier response: the value of its `next`. */
                cursor?: string;
                /** @description `json` (the default), or `har` for an HTTP archive. */
                format?: string;
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
                    "application/json": components["schemas"]["Calls"];
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
                operation?: string;
                /** @description Only calls with this response code, such as Success. */
                code?: string;
                /** @description Only calls with this MerchantBizId. */
                merchantBizId?: string;
                /** @description Only calls with this SceneCode. */
                sceneCode?: string;
                /** @description Only calls that created this transaction or requested it. */
                transactionId?: string;
                /** @description Only calls since this timestamp, such as 2026-11-22T10:00:00Z. */
                since?: string;
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
            /** @description Resets state of one key or of all: journal, throttles, nonces, rule counters, coverage. */
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
        requestBody: {
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
                state?: string;
                /** @description The maximum number of transactions, 1 to 1000 (default 100). */
                limit?: string;
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
                /** @description The admin token, if no Authorization header can be set, as in a browser. */
                token?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
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
