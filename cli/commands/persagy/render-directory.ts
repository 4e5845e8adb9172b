import { say } from '../../../lib/words/say.ts';
import type { Output } from '../../context.ts';
import { printable } from '../../render/text.ts';
import type { DirectoryArea, DirectoryGroup, DirectoryProject } from './read-directory.ts';

/** A line of the tree, and those below it. */
interface Branch {
  text: string;
  below: Branch[];
}

/** Groups, areas and projects as a tree; what lies in no area stands below its group. */
export function renderDirectory(groups: readonly DirectoryGroup[], out: Output): string {
  if (groups.length === 0) return say('no groups');
  const { bold, dim } = out.colors;
  const named = (name: string, code: string | undefined) =>
    `${printable(name)}${code === undefined ? '' : dim(` ${printable(code)}`)}`;
  const ofProject = ({ projectName, projectId }: DirectoryProject): Branch => ({
    text: named(projectName, projectId),
    below: [],
  });
  const ofArea = ({ areaName, areaCode, areas, projects }: DirectoryArea): Branch => ({
    text: `${named(areaName, areaCode)}/`,
    below: [...areas.map(ofArea), ...projects.map(ofProject)],
  });
  return groups
    .flatMap(({ groupName, groupCode, areas, projects }) => [
      bold(named(groupName, groupCode)),
      ...linesOf([...areas.map(ofArea), ...projects.map(ofProject)], ''),
    ])
    .join('\n');
}

function linesOf(branches: readonly Branch[], before: string): string[] {
  return branches.flatMap(({ text, below }, index) => {
    const isLast = index === branches.length - 1;
    return [`${before}${isLast ? '└─ ' : '├─ '}${text}`, ...linesOf(below, `${before}${isLast ? '   ' : '│  '}`)];
  });
}
