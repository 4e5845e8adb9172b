import type { RequestDescription } from '../kind-facts.ts';
import type { Fractal3dRequest } from './request.ts';

/** What is made of the files beside their conversion. */
export function describe(request: Partial<Fractal3dRequest>): RequestDescription {
  const { target, thumbnail, comment, save } = request;
  const lines: RequestDescription['lines'] = [];
  if (target !== undefined) lines.push({ label: 'Format', value: target });
  if (thumbnail !== undefined) lines.push({ label: 'Thumbnail', value: thumbnail });
  if (comment !== undefined) lines.push({ label: 'Comment', value: comment });
  if (save !== undefined) lines.push({ label: 'Saved to', value: save });
  return { lines };
}
