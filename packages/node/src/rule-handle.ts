// What a test holds of a rule that it added.

import type { RuleBook } from './rule-book.js';
import type { Rule } from './rule.js';

/** A rule that a test added. With `await using` it ends with the block. */
export class RuleHandle {
  readonly #book: RuleBook;
  readonly #rule: Rule;

  constructor(book: RuleBook, rule: Rule) {
    this.#book = book;
    this.#rule = rule;
  }

  /** On how many calls it has acted so far. */
  async acted(): Promise<number> {
    await this.#book.rules();
    return this.#rule.acted;
  }

  /** Takes the rule away; the next call no longer meets it. */
  async remove(): Promise<void> {
    await this.#book.remove(this.#rule);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}
