/** `C:\models\a.rvt`, `C:/models/a.rvt` or `\\server\share\a.rvt`: a drive with a root, or a share. */
const WINDOWS_PATH = /^(?:[A-Za-z]:[\\/]|\\\\[^\\/]+[\\/])/;

/** The paths that are absolute on some system, for a JSON schema. */
export const ABSOLUTE_PATH_PATTERN = '^(?:/|[A-Za-z]:[\\\\/]|\\\\\\\\[^\\\\/]+[\\\\/])[^\\u0000]*$';

/** True for a path that is absolute by the rule of Windows and by that of no other system. */
export function isWindowsPath(path: string): boolean {
  return WINDOWS_PATH.test(path);
}

/** True for a path that is absolute on the system that it is of: which one that is, its host alone can say. */
export function isAbsoluteSomewhere(path: string): boolean {
  return path.startsWith('/') || isWindowsPath(path);
}

/** The name of the file that a path leads to, by the path's own rule: elsewhere a backslash is part of a name. */
export function lastSegment(path: string): string {
  const segments = path.split(isWindowsPath(path) ? /[\\/]/ : '/');
  return segments.findLast((segment) => segment !== '') ?? path;
}
