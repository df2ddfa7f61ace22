// Finds verbs that a test forgot to await: what they do may come too late, and their errors are lost.

/** A promise that knows whether it was awaited. */
class Watched<T> extends Promise<T> {
  isAwaited = false;

  /** `await` calls it, as for any promise that is not a plain one. */
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.isAwaited = true;
    return super.then(onFulfilled, onRejected);
  }

  /** What `then` gives is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}

/** The verbs of one account that change something. */
export class Verbs {
  readonly #calls: { call: string; promise: Watched<unknown> }[] = [];

  /** The same promise, watched; `call` is the verb as the test calls it, with its line. */
  watch<T>(call: string, promise: Promise<T>): Promise<T> {
    const watched = new Watched<T>((resolve) => resolve(promise));
    this.#calls.push({ call, promise: watched });
    return watched;
  }

  /** Those that were not awaited. */
  notAwaited(): string[] {
    return this.#calls.filter(({ promise }) => !promise.isAwaited).map(({ call }) => call);
  }
}
