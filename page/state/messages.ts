import { signal } from '@preact/signals';

/** What came of an action, or why it was refused; `details` of one that was done to many: the refusals, a line for each. */
export const message = signal<{ text: string; isError: boolean; details: readonly string[] } | undefined>(undefined);

/** What is asked before it is done. */
export const question = signal<{ text: string; act: () => void } | undefined>(undefined);

/** Tells what came of an action. */
export function tell(text: string, isError = false, details: readonly string[] = []): void {
  message.value = { text, isError, details };
}

/** Asks first. */
export function ask(text: string, act: () => void): void {
  question.value = { text, act };
}
