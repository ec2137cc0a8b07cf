import { describe, expect, test } from 'vitest';
import {
	CLOCK_MAY_BE_OFF,
	CONTACT_MAY_BE_OLD,
	readinessOf,
	SPACE_NEEDED,
	toDo,
	type ReadinessFacts,
	type StepId
} from '#lib/domain/readiness.ts';

const NOW = '2026-11-26T12:00:00.000Z';
const before = (ms: number) => new Date(Date.parse(NOW) - ms).toISOString();

const ready: ReadinessFacts = {
	apple: false,
	installed: true,
	persisted: true,
	spaceLeft: SPACE_NEEDED,
	worker: { cached: 9, of: 9 },
	plans: 3,
	withoutQuestions: 0,
	vault: { set: true, escrow: true },
	lost: false,
	contactAt: before(CONTACT_MAY_BE_OLD),
	clockOff: CLOCK_MAY_BE_OFF
};

const stateOf = (id: StepId, change: Partial<ReadinessFacts>) =>
	readinessOf({ ...ready, ...change }, NOW).find((step) => step.id === id)?.state;

describe('ready for offline', () => {
	test('with everything as it should be there is nothing to do', () => {
		expect(toDo(readinessOf(ready, NOW))).toBe(0);
	});

	test.each<[StepId, Partial<ReadinessFacts>, string | undefined]>([
		['installed', { installed: false }, 'unknown'],
		['installed', { installed: false, apple: true }, 'to_do'],
		['installed', { apple: true }, 'ready'],
		['storage', { persisted: false }, 'to_do'],
		['storage', { persisted: null }, 'to_do'],
		['space', { spaceLeft: SPACE_NEEDED - 1 }, 'to_do'],
		['space', { spaceLeft: null }, 'unknown'],
		['worker', { worker: { cached: 8, of: 9 } }, 'to_do'],
		['worker', { worker: null }, 'to_do'],
		['plans', { withoutQuestions: 1 }, 'to_do'],
		['plans', { plans: 0 }, 'ready'],
		['plans', { contactAt: null }, 'to_do'],
		['vault', { vault: { set: false, escrow: false } }, 'to_do'],
		['escrow', { vault: { set: true, escrow: false } }, 'to_do'],
		['escrow', { vault: { set: true, escrow: null } }, undefined],
		['contact', { contactAt: before(CONTACT_MAY_BE_OLD + 1) }, 'to_do'],
		['contact', { contactAt: null }, 'to_do'],
		['clock', { clockOff: CLOCK_MAY_BE_OFF + 1 }, 'to_do'],
		['clock', { clockOff: -CLOCK_MAY_BE_OFF - 1 }, 'to_do'],
		['clock', { clockOff: -CLOCK_MAY_BE_OFF }, 'ready'],
		['clock', { clockOff: null }, 'unknown'],
		['lost', {}, undefined],
		['lost', { lost: true }, 'to_do']
	])('%s with %o: %s', (id, change, state) => expect(stateOf(id, change)).toBe(state));
});
