import { visible } from '../../contracts/visible.ts';

/** A text of others: shown as text whatever it is, with what would turn or hide it seen, and apart from what stands beside it. */
export function Name({ text, title }: { text: string; title?: string }) {
  return <bdi title={title}>{visible(text)}</bdi>;
}

/** The same within a sentence of ours. */
export function isolated(text: string): string {
  return `\u2068${visible(text)}\u2069`;
}
