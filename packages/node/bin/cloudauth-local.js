#!/usr/bin/env node
// Runs the binary of this platform in place of itself: the same arguments, streams, signals and exit code.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const { findBinary } = require('../dist/binary.js');

function fail(error) {
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(2);
}

let binary;
try {
  binary = findBinary();
} catch (error) {
  fail(error);
}
const child = spawn(binary, process.argv.slice(2), { stdio: 'inherit' });
child.on('error', fail);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Ctrl-C in a terminal reaches both processes.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
