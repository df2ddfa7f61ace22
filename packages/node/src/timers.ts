// Waiting in real time, also where a test has replaced the timers by ones of its own.

import * as timers from 'node:timers';

// Taken before a test can replace them.
export const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = timers;

/** What the promise gives, or `late` where that takes longer than so many milliseconds. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = realSetTimeout(() => resolve('late'), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    realClearTimeout(timer);
  }
}
