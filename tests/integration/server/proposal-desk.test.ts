/** A large proposal is worked out in a thread: it tells how far it is, can be stopped, and its answer is the one that `propose` gives. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { finished, proposeInSteps, proposeWithWishes, type ProposalInput } from '#lib/domain/proposal.ts';
import * as desk from '#lib/server/proposal-desk.ts';
import { auditor, input, plan, termOf } from '#tests/support/proposals.ts';

let tests = 0;
let KEY = '';
const job = (of: ProposalInput) => ({ input: of, plain: null });
const small = termOf('desk', { auditors: 9, plans: 16, capacity: 4, ties: 5 });
/** So large that it takes a while. */
const large = input({
	auditors: Array.from({ length: 3_000 }, (_, at) => auditor(`a${at}`, { capacity: 12 })),
	plans: Array.from({ length: 9_000 }, (_, at) =>
		plan(`p${at}`, { schoolUrn: String(100_000 + (at % 900)), auditsWanted: 2 })
	)
});

beforeEach(() => (KEY = desk.keyOf('partnership', `term-${++tests}`, small.seed)));
afterEach(() => desk.stop(KEY));

test('a term of usual size is there at once', () => {
	expect(desk.standing(KEY, job(small))).toEqual({
		state: 'ready',
		answer: { proposal: finished(proposeInSteps(small)), plain: null }
	});
});

test('a large one waits to be begun, and is then there until what it was made from changes', async () => {
	const made = { input: small, plain: { ...small, fixed: [] } };
	expect(desk.standing(KEY, made, 0)).toEqual({ state: 'waiting' });
	desk.start(KEY, made);
	expect(desk.standing(KEY, made, 0).state).toBe('working');
	await vi.waitFor(() => expect(desk.progress(KEY).state).toBe('ready'), { timeout: 30_000 });
	expect(desk.standing(KEY, made, 0)).toEqual({
		state: 'ready',
		answer: finished(proposeWithWishes(made.input, made.plain))
	});
	// Begun again it is still there.
	desk.start(KEY, made);
	expect(desk.progress(KEY).state).toBe('ready');
	await vi.waitFor(
		() => expect(desk.standing(KEY, { ...made, input: { ...small, seed: 'other' } }, 0).state).toBe('waiting'),
		{ timeout: 30_000 }
	);
});

test('it tells how far it is, and is stopped', async () => {
	desk.start(KEY, job(large));
	const seen = new Set<number>();
	await vi.waitFor(
		() => {
			const stands = desk.progress(KEY);
			if (stands.state === 'working') seen.add(stands.done);
			expect(Math.max(...seen)).toBeGreaterThan(0);
		},
		{ timeout: 60_000, interval: 2 }
	);
	desk.stop(KEY);
	expect(desk.progress(KEY)).toEqual({ state: 'waiting' });
});

test('what was there before is there again after a stop, and is told beside another one', async () => {
	desk.start(KEY, job(small));
	await vi.waitFor(() => expect(desk.progress(KEY).state).toBe('ready'), { timeout: 30_000 });
	const before = desk.standing(KEY, job(small), 0);
	desk.start(KEY, job(large));
	expect(desk.progress(KEY).state).toBe('working');
	desk.stop(KEY);
	expect(desk.standing(KEY, job(small), 0)).toEqual(before);
	expect(desk.standing(KEY, job(large), 0)).toEqual({ state: 'waiting' });
	// From another seed's page the way leads back, as long as the term is the same otherwise.
	const term = `term-${tests}`;
	expect(desk.another('partnership', term, job({ ...small, seed: 'other' }))).toBe(small.seed);
	expect(desk.another('partnership', term, job(small))).toBeNull();
	expect(desk.another('partnership', term, job({ ...small, seed: 'other', plans: small.plans.slice(1) }))).toBeNull();
	expect(desk.another('partnership', 'term', job({ ...small, seed: 'other' }))).toBeNull();
});

test('one that breaks says so and can be begun again', async () => {
	const broken = input({ auditors: [auditor('a'), auditor('a')], plans: [plan('p')] });
	desk.start(KEY, job(broken));
	await vi.waitFor(() => expect(desk.progress(KEY)).toEqual({ state: 'failed' }), { timeout: 30_000 });
	desk.start(KEY, job(small));
	await vi.waitFor(() => expect(desk.progress(KEY).state).toBe('ready'), { timeout: 30_000 });
});
