// What this package offers.

export { Account } from './account.js';
export type { CheckEnd, FailOptions, RequestFilter, RuleCount, SdkConfig } from './account.js';
export type * as AdminApi from './admin-api.js';
export { findBinary } from './binary.js';
export type { Duration } from './durations.js';
export { CloudauthLocal } from './emulator.js';
export type { AccountOptions, RunOptions, StartOptions } from './emulator.js';
export { ConductError, CoverageError, EmulatorError, RefusedError, UnusedRuleError } from './errors.js';
export type { EmulatorErrorReason } from './errors.js';
export { Receiver } from './receiver.js';
export type { ReceivedCallback } from './receiver.js';
export { RuleHandle } from './rule-handle.js';
export type { Which } from './rule.js';
export { withCloudauth } from './with-cloudauth.js';
