import type { RequestDescription } from '../kind-facts.ts';
import { type LongyanDiskRequest, ROOT_FOLDER } from './request.ts';

/** Where resources go, and the stage and subject that they are for. */
export function describe(request: Partial<LongyanDiskRequest>): RequestDescription {
  const { folder, parentId, period, subject } = request;
  const lines: RequestDescription['lines'] = [];
  const target = folder ?? (parentId === ROOT_FOLDER ? undefined : parentId);
  if (target !== undefined) lines.push({ label: 'Folder', value: target, ...(folder ? { note: '(new)' } : {}) });
  if (period !== undefined) lines.push({ label: 'Period', value: period });
  if (subject !== undefined) lines.push({ label: 'Subject', value: subject });
  return { ...(target === undefined ? {} : { target }), lines };
}
