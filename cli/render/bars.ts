import { MultiBar, type SingleBar } from 'cli-progress';
import type { IngestProgress } from '../../contracts/progress.ts';
import { createRateMeter } from '../../contracts/rate-meter.ts';
import { transferredBytes } from '../../contracts/transferred-bytes.ts';
import type { Output } from '../context.ts';
import type { FollowView } from './follow-view.ts';
import { progressLines } from './progress-view.ts';
import { visibleLines } from './visible.ts';

/** Rows that stay free, so that the prompt above does not scroll away. */
const MARGIN_ROWS = 2;
const REDRAW_MS = 250;

/** Bars that are redrawn in place on a terminal; cli-progress moves the cursor, each of its bars is one line here. */
export function createBars(output: Output): FollowView {
  const { stream } = output;
  const meter = createRateMeter();
  let lines: string[] = [];
  let latest: IngestProgress | undefined;
  let bars: SingleBar[] = [];
  let multiBar = open();

  function open(): MultiBar {
    return new MultiBar({
      stream,
      format: (_options, _params, payload: { row: number }) => lines[payload.row] ?? '',
      clearOnComplete: true,
      hideCursor: true,
      linewrap: false,
      // A line that is written above would else be where unchanged lines are taken to stand.
      forceRedraw: true,
      gracefulExit: false,
      fps: 4,
    });
  }

  function close(): void {
    if (bars.length > 0) multiBar.stop();
    bars = [];
  }

  function draw(): void {
    if (latest === undefined) return;
    lines = progressLines({
      progress: latest,
      width: Math.max(20, (output.width ?? 80) - 1),
      height: Math.max(2, (stream.rows || 24) - MARGIN_ROWS),
      nowMs: Date.now(),
      bytesPerSecond: latest.stage === 'upload' ? meter.rate(Date.now()) : undefined,
      colors: output.colors,
    }).map((line) => visibleLines(line, output.colors.isColorSupported));
    while (bars.length < lines.length) bars.push(multiBar.create(1, 0, { row: bars.length }));
    multiBar.update();
  }

  function onResize(): void {
    close();
    multiBar = open();
    draw();
  }

  // Waiting times and the rate move on between two states.
  const timer = setInterval(draw, REDRAW_MS);
  stream.on('resize', onResize);
  const endDiversion = output.divert((text) => {
    if (bars.length === 0) stream.write(`${text}\n`);
    else multiBar.log(`${text}\n`);
  });
  return {
    update(progress) {
      latest = progress;
      meter.add(Date.now(), transferredBytes(progress).sent);
      draw();
    },
    stop() {
      clearInterval(timer);
      endDiversion();
      stream.off('resize', onResize);
      close();
    },
  };
}
