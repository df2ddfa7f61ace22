// The loop that the Node drivers share, as `python/driver.py` has it: one JSON call comes in on each
// line of stdin; one JSON object goes out on stdout, with what the SDK's user sees.
'use strict';

const readline = require('node:readline');

/** Answers every line with what `call` returns, or with the error as `describe` sees it. */
exports.serve = async function serve(call, describe) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let seen;
    try {
      seen = { returned: await call(JSON.parse(line)) };
    } catch (error) {
      seen = { raised: { type: error.name, text: String(error), ...describe(error) } };
    }
    process.stdout.write(JSON.stringify(seen) + '\n');
  }
  process.exit(0);
};

/** Makes each value once for each text of its key. */
exports.once = function once(make) {
  const made = new Map();
  return (key) => {
    const text = JSON.stringify(key);
    if (!made.has(text)) made.set(text, make(key));
    return made.get(text);
  };
};
