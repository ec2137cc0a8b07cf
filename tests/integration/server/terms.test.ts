/** Terms and their samples as they are kept. */
import { describe, expect, test } from 'vitest';
import { SamplingSettings } from '#lib/domain/sampling-settings.ts';
import { statusOf } from '#lib/domain/term.ts';
import * as activity from '#lib/server/activity.ts';
import * as plans from '#lib/server/plans.ts';
import * as frames from '#lib/server/frames.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import * as samplingSettings from '#lib/server/sampling-settings.ts';
import * as schools from '#lib/server/schools.ts';
import { exchange } from '#lib/server/sync.ts';
import * as terms from '#lib/server/terms.ts';
import { newId } from '#lib/server/ids.ts';
import {
	begunTerm,
	by,
	envelope,
	minutes,
	plan,
	planRef,
	publishedRubric,
	register,
	school,
	signedIn,
	submissionEntry,
	termFacts,
	urn
} from '#tests/support/builders.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import { engines, withStore } from '#tests/support/store.ts';

describe.each(engines)('terms on %s', (engine) => {
	const given = withStore(engine);

	test('one is opened, listed the latest first, closed once', async () => {
		const { store } = given;
		await publishedRubric(store);
		const autumn = await terms.open(store, termFacts({ switchedOff: ['GT', 'A'] }), by());
		const spring = await terms.open(store, termFacts({ name: 'spring' }), by(1));
		expect(autumn).toMatchObject({
			name: 'autumn',
			startsOn: '2026-09-01',
			dueOn: '2026-12-18',
			switchedOff: ['A', 'GT']
		});
		expect(await terms.byId(store, autumn.termId)).toEqual(autumn);
		expect((await terms.list(store)).map(({ termId }) => termId)).toEqual([spring.termId, autumn.termId]);
		expect(statusOf(autumn)).toBe('opened');
		await terms.close(store, autumn.termId, by(5));
		expect((await terms.byId(store, autumn.termId)).closedAt).toBe(minutes(5));
		await expect(terms.close(store, autumn.termId, by())).rejects.toThrow('term.closed');
		const lines = await activity.list(store, { limit: 10 });
		expect(lines.map(({ action }) => action)).toEqual([
			'term.closed',
			'term.opened',
			'term.opened',
			'rubric.published'
		]);
		expect(lines.map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
		expect((await activity.list(store, { limit: 10, before: 3 })).map(({ sequence }) => sequence)).toEqual([2, 1]);
	});

	test.each([
		['a term that is open already', {}, 'term.exists'],
		['questions that are not published', { name: 'spring', rubricVersion: '0.0.1' }, 'thing.not_found'],
		['a profile that there is not', { name: 'spring', profile: 'nowhere' }, 'request.malformed'],
		['a section switched off that must stay', { name: 'spring', switchedOff: ['B'] }, 'request.malformed'],
		['a section that there is not', { name: 'spring', switchedOff: ['Q'] }, 'request.malformed']
	] as const)('%s is refused', async (_what, facts, code) => {
		const { store } = given;
		await publishedRubric(store);
		await terms.open(store, termFacts(), by());
		const opening = terms.open(
			store,
			termFacts({ ...facts, switchedOff: [...('switchedOff' in facts ? facts.switchedOff : [])] }),
			by()
		);
		await expect(opening).rejects.toThrow(code);
		expect(await terms.list(store)).toHaveLength(1);
	});

	test('what is not there is not found', async () => {
		for (const asked of [terms.byId, terms.sample])
			await expect(asked(given.store, newId())).rejects.toThrow('thing.not_found');
	});

	test('the frame holds the plans in force on the first day, with what the strata need', async () => {
		const { store } = given;
		await schools.upsertMany(store, [school({ urn: urn(1), typeCode: 7 })], by());
		await plans.upsertMany(
			store,
			[
				plan({ planRef: planRef(1), cohort: 2016, startedOn: '2026-09-01' }),
				plan({ planRef: planRef(2), startedOn: '2026-09-02' }),
				plan({ planRef: planRef(3), ceasedOn: '2026-09-01' }),
				plan({ planRef: planRef(4), ceasedOn: '2026-09-02', schoolUrn: null, senSetting: 'EHE', startedOn: null }),
				plan({ planRef: planRef(5), schoolUrn: urn(9), dates: { ...noDates(), amendedFinalDate: '2025-09-01' } }),
				plan({ planRef: planRef(6), dates: { ...noDates(), amendedFinalDate: '2025-09-02' } }),
				plan({ planRef: planRef(7), cohort: 1990 })
			],
			by()
		);
		const frame = await terms.frame(store, { termId: newId(), startsOn: '2026-09-01' });
		expect(frame.map(({ planRef: ref }) => ref)).toEqual([1, 4, 5, 6, 7].map((at) => planRef(at)));
		expect(frame[0]).toEqual({
			planRef: planRef(1),
			stage: 'ks4',
			settingGroup: 'special_state',
			isNew: true,
			yearGroup: 10,
			schoolUrn: urn(1),
			primaryNeed: 'SLCN',
			phaseTransfer: false
		});
		expect(frame.map(({ isNew }) => isNew)).toEqual([true, false, false, true, false]);
		expect(frame.map(({ settingGroup }) => settingGroup)).toEqual([
			'special_state',
			'other',
			'other',
			'special_state',
			'special_state'
		]);
		expect(frame.at(-1)).toMatchObject({ yearGroup: 21, stage: '19plus' });
	});

	test('a plan that was audited rests for three terms', async () => {
		const { store } = given;
		const begun = await begunTerm(store, { facts: { academicYear: 2025, name: 'autumn' } });
		const [first] = begun.assignments;
		const auditor = begun.auditors.find(({ personId }) => personId === first?.auditorId);
		if (!first || !auditor) throw new Error('no assignment');
		await exchange(store, signedIn(store, auditor), envelope([submissionEntry(first)]), minutes(100));
		const later = [
			['2025 spring', await terms.open(store, termFacts({ academicYear: 2025, name: 'spring' }), by())],
			['2025 summer', await terms.open(store, termFacts({ academicYear: 2025, name: 'summer' }), by())],
			['2026 autumn', await terms.open(store, termFacts({ academicYear: 2026, name: 'autumn' }), by())],
			['2026 spring', await terms.open(store, termFacts({ academicYear: 2026, name: 'spring' }), by())]
		] as const;
		// Those of a term that is still open are with their auditors: of its six plans none is there to be given to somebody else.
		expect(await terms.frame(store, later[0][1])).toEqual([]);
		await terms.close(store, begun.termId, by(1));
		const drawn = [];
		for (const [, term] of later) {
			const frame = await terms.frame(store, term);
			drawn.push(frame.some(({ planRef: ref }) => ref === first.planRef));
			// Given out and not audited is no reason to rest.
			expect(frame.length).toBeGreaterThanOrEqual(5);
		}
		expect(drawn).toEqual([false, false, false, true]);
		// In its own term it is still there to be compared with.
		expect(await terms.frame(store, await terms.byId(store, begun.termId))).toHaveLength(6);
	});

	test('a sample is kept as it was drawn, and drawn again in its place until it is confirmed', async () => {
		const { store } = given;
		await publishedRubric(store);
		await register(store, { plans: 30, auditors: 4 });
		const { termId } = await terms.open(store, termFacts(), by());
		expect(await terms.sample(store, termId)).toBeNull();
		const drawn = await terms.drawSample(store, termId, { size: 10, stratifyBy: ['stage'] }, 'one', by(1));
		expect(await terms.sample(store, termId)).toEqual(drawn);
		expect(statusOf(await terms.byId(store, termId))).toBe('sampled');
		const again = await terms.drawSample(store, termId, { size: 12 }, 'two', by(2));
		expect(await terms.sample(store, termId)).toEqual(again);
		expect(again.plans).toHaveLength(12);
		// The same seed from the same register: the same sample.
		expect(await terms.drawSample(store, termId, { size: 10, stratifyBy: ['stage'] }, 'one', by(3))).toEqual(drawn);
	});

	test('a draw is undone: the sample before it is there again, and before the first there is none', async () => {
		const { store } = given;
		await publishedRubric(store);
		await register(store, { plans: 30, auditors: 4 });
		const { termId } = await terms.open(store, termFacts(), by());
		await expect(terms.undoDraw(store, termId, by())).rejects.toThrow('term.not_sampled');
		const year9 = { id: 'year_9', label: 'Year 9', match: { by: 'years' as const, years: [9] }, factor: 4 };
		const first = await terms.drawSample(store, termId, { size: 10, priorities: [year9] }, 'one', by(1));
		await terms.drawSample(store, termId, { size: 12 }, 'two', by(2));
		const earlier = await terms.earlierDraws(store, termId);
		expect(earlier).toEqual([{ seed: 'one', design: first.design, drawnAt: minutes(1) }]);
		expect(await terms.undoDraw(store, termId, by(3))).toEqual(first);
		expect(await terms.sample(store, termId)).toEqual(first);
		expect(await terms.earlierDraws(store, termId)).toEqual([]);
		expect(await terms.undoDraw(store, termId, by(4))).toBeNull();
		expect(await terms.sample(store, termId)).toBeNull();
		expect(statusOf(await terms.byId(store, termId))).toBe('opened');
		const [line] = await activity.list(store, { limit: 1 });
		expect(line).toMatchObject({ action: 'term.draw_undone', details: { plans: 0 } });
	});

	test('who cannot be drawn is told with the reason, by the partnership’s rules', async () => {
		const { store } = given;
		const begun = await begunTerm(store, { facts: { academicYear: 2025, name: 'autumn' } });
		const [first, second] = begun.assignments;
		const auditor = begun.auditors.find(({ personId }) => personId === first?.auditorId);
		if (!first || !second || !auditor) throw new Error('no assignment');
		await exchange(store, signedIn(store, auditor), envelope([submissionEntry(first)]), minutes(100));
		const startsOn = '2026-01-01';
		await plans.upsertMany(
			store,
			[
				plan({ planRef: planRef(50), ceasedOn: startsOn }),
				plan({ planRef: planRef(51), startedOn: '2026-01-02' }),
				plan({ planRef: planRef(52) }),
				plan({ planRef: planRef(53), schoolUrn: null }),
				plan({ planRef: planRef(54), startedOn: '2025-12-20' })
			],
			by()
		);
		await planCorrections.hold(store, planRef(52), 'A tribunal hears it', by());
		const term = { termId: newId(), startsOn };
		const reasons = async () =>
			Object.fromEntries((await frames.of(store, term)).leftOut.map(({ planRef: ref, reason }) => [ref, reason]));
		const before = await reasons();
		expect(before).toMatchObject({
			[first.planRef]: 'audited',
			[second.planRef]: 'with_auditor',
			[planRef(50)]: 'ceased',
			[planRef(51)]: 'too_new',
			[planRef(52)]: 'held_back',
			[planRef(53)]: 'no_setting'
		});
		expect(before[planRef(54)]).toBeUndefined();
		await samplingSettings.write(store, SamplingSettings.parse({ restTerms: 0, newWeeks: 2 }), by());
		const after = await reasons();
		expect(after[first.planRef]).toBeUndefined();
		expect(after[planRef(54)]).toBe('too_new');
	});

	test('more plans than there are, a confirmed and a closed term are refused', async () => {
		const { store } = given;
		const { termId } = await begunTerm(store);
		await expect(terms.drawSample(store, termId, { size: 2 }, 'x', by())).rejects.toThrow('term.already_confirmed');
		const spring = await terms.open(store, termFacts({ name: 'spring' }), by());
		await expect(terms.drawSample(store, spring.termId, { size: 7 }, 'x', by())).rejects.toThrow('term.too_few_plans');
		expect(await terms.sample(store, spring.termId)).toBeNull();
		await terms.close(store, spring.termId, by());
		await expect(terms.drawSample(store, spring.termId, { size: 2 }, 'x', by())).rejects.toThrow('term.closed');
	});
});
