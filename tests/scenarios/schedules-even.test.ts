import { test } from 'vitest';
import { runPart } from '../support/scenario-run.ts';

test('even schedules lose nothing, count nothing twice and mistake nobody', { timeout: 24 * 3_600_000 }, () =>
	runPart(0, 2)
);
