/** Arguments of Node for processes that many test files share: 64 MiB for what is young, four times of what is usual. */
export const YOUNG_SPACE = ['--max-semi-space-size=64'];
