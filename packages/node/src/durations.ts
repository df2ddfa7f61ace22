// Durations as the emulator reads them.

/** `'31m'`, `'1m30s'` or `'800ms'`; or a number of milliseconds. */
export type Duration = string | number;

/** The duration in the emulator's form, such as `1860000ms`. A string is left to the emulator to check. */
export function durationText(duration: Duration): string {
  if (typeof duration === 'string') return duration;
  if (typeof duration === 'number' && Number.isFinite(duration) && duration >= 0) return `${Math.round(duration)}ms`;
  throw new TypeError(
    `a duration is a string such as '31m' or a number of milliseconds that is not negative, not ${String(duration)}`,
  );
}
