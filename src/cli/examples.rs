//! What the help of each command says after its flags: examples and exit codes.

pub(super) const SERVE: &str = "\
Examples:
  cloudauth-local
          Serve on http://127.0.0.1:8809; every access key is accepted.
  cloudauth-local --account testid:testsecret --account poor:secret:overdue
          Check keys and signatures; the second account is overdue.
  cloudauth-local --port 0 --seed 7
          Use a free port, printed on stdout; make the identifiers reproducible.
  cloudauth-local --qps 1
          Accept one call per second and throttle the others.
  cloudauth-local explain Throttling.Api
          Print what an error means and how to provoke it.
  cloudauth-local --scenario flaky
          Inject the failures of a shipped scenario or a scenario file.

Each flag is also an environment variable: --public-url is
CLOUDAUTH_LOCAL_PUBLIC_URL, and CLOUDAUTH_LOCAL_ACCOUNT takes several accounts
separated by commas. A flag overrides its variable.

Exit codes: 0 done, 1 no answer (explain of an unknown word, check of a faulty
file, findings of conduct, health or wait without an emulator), 2 cannot run
(a bad flag, an unreadable file), 3 a code of --fail-under-coverage was never
met or a rule of --fail-on-unused-rules never acted, 4 the port is in use.";

pub(super) const EXPLAIN: &str = "\
Examples:
  cloudauth-local explain
  cloudauth-local explain SignatureDoesNotMatch
  cloudauth-local explain metainfo initialize 01000000
  cloudauth-local explain --scenario flaky

Exit codes: 0 printed, 1 a word is unknown, 2 invalid arguments.";

pub(super) const SCHEMA: &str = "\
Example:
  cloudauth-local schema contract > initialize.schema.json
  cloudauth-local schema scenario > scenario.schema.json";

pub(super) const CHECK: &str = "\
Example:
  cloudauth-local check scenarios/*.json

Exit codes: 0 all files are valid, 1 a file has errors, 2 a file cannot be read.";

pub(super) const INIT: &str = "\
Examples:
  cloudauth-local init
  cloudauth-local init tests/flaky.json && cloudauth-local check tests/flaky.json

Exit codes: 0 written, 2 the file exists or cannot be written.";

pub(super) const COVERAGE: &str = "\
Examples:
  cloudauth-local coverage http://127.0.0.1:8809
  cloudauth-local coverage --access-key-id testid --json

Exit codes: 0 printed, 2 the emulator cannot be reached.";

pub(super) const CONDUCT: &str = "\
Example:
  cloudauth-local conduct http://127.0.0.1:8809

Exit codes: 0 no findings, 1 findings, 2 the emulator cannot be reached.";

pub(super) const HEALTH: &str = "\
Examples:
  cloudauth-local health
  cloudauth-local health 127.0.0.1:8809 || echo down

Exit codes: 0 the emulator is up, 1 it is not, 2 bad arguments.";

pub(super) const WAIT: &str = "\
Example:
  cloudauth-local & cloudauth-local wait --timeout 30s

Exit codes: 0 the emulator is up, 1 it was not in time, 2 bad arguments.";

pub(super) const ENV: &str = "\
Examples:
  eval \"$(cloudauth-local env)\"
  cloudauth-local env --shell fish | source
  cloudauth-local env --shell powershell | Out-String | Invoke-Expression

Exit codes: 0 printed, 2 bad arguments.";

pub(super) const PARITY: &str = "\
Examples:
  cloudauth-local parity --list
  cloudauth-local parity --endpoint URL
  cloudauth-local parity --endpoint URL --resume parity.json --report a.html
  cloudauth-local parity --endpoint URL --overlay-out learned.json

The access key is read from CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_ID,
CLOUDAUTH_LOCAL_PARITY_ACCESS_KEY_SECRET and, of a temporary key,
CLOUDAUTH_LOCAL_PARITY_SECURITY_TOKEN. No file that is written holds any of it.

Exit codes: 0 nothing differs, 1 something differs, 2 it cannot run or stopped
early.";

pub(super) const LINT: &str = "\
Examples:
  cloudauth-local lint recorded.har
  curl -s http://127.0.0.1:8809/_emulator/requests | \\
    cloudauth-local lint /dev/stdin

Exit codes: 0 nothing was found, 1 something was, 2 the file cannot be used.";

pub(super) const WHAT_IF: &str = "\
Examples:
  cloudauth-local what-if recorded.har --scenario throttled
  cloudauth-local what-if journal.json --scenario outage.json --seed 7

Exit codes: 0 no answer would change, 1 one would, 2 a file cannot be used.";

pub(super) const COMPLETIONS: &str = "\
Example:
  cloudauth-local completions bash > /etc/bash_completion.d/cloudauth-local

The script asks the cloudauth-local in PATH, so that it knows its scenarios, codes
and parameters.";

pub(super) const TORTURE: &str = "\
Examples:
  cloudauth-local torture -- pytest -q tests/test_order.py
  cloudauth-local torture --depth 2 --budget 5m -- npm test
  cloudauth-local torture --only 'Initialize#1:*' -- ./check.sh
  cloudauth-local torture replay torture/001-initialize-1-reset.json -- pytest

The command finds the emulator by CLOUDAUTH_LOCAL_URL, CLOUDAUTH_LOCAL_ENDPOINT
(host:port), CLOUDAUTH_LOCAL_ACCESS_KEY_ID and CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET;
exit code 0 means that it survived. Its stdin is empty and it has no terminal.

Exit codes: 0 all survived, 1 something did not, 2 cannot run (the command fails
without faults too), 3 the command passes only sometimes, 130 stopped.";
