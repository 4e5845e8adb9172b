import type { RequestDescription } from '../kind-facts.ts';
import type { ChongqingBimRequest } from './request.ts';

/** The project, by its name where it is to be made, and the model group. */
export function describe({ project, group }: Partial<ChongqingBimRequest>): RequestDescription {
  const target = project?.name ?? project?.code ?? project?.id;
  const key = project?.id ?? project?.code;
  const isNew = key !== undefined && project?.id === undefined;
  const lines: RequestDescription['lines'] = [];
  if (target !== undefined) {
    lines.push({ label: 'Project', value: target, ...(project?.id ? {} : { note: '(new)' }) });
  }
  if (group?.name !== undefined) lines.push({ label: 'Group', value: group.name });
  return {
    ...(target === undefined ? {} : { target }),
    ...(key === undefined ? {} : { project: key }),
    ...(isNew ? { isNewProject: true } : {}),
    lines,
  };
}
