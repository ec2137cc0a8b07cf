/** A report's own words, its editions and what becomes of its recommendations, over both engines. */
import { describe, expect, test } from 'vitest';
import type { NamedRecommendation } from '#lib/domain/recommendation.ts';
import type { CommentaryPiece } from '#lib/domain/report-commentary.ts';
import * as activity from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as recommendations from '#lib/server/recommendations.ts';
import * as commentary from '#lib/server/report-commentary.ts';
import * as reports from '#lib/server/reports.ts';
import { exchange } from '#lib/server/sync.ts';
import { begunTerm, by, envelope, minutes, signedIn, submissionEntry, type Begun } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

const wanted = { period: '2026-h1', profile: 'full', partnershipName: 'Lewisham' };

async function send(store: Store, term: Begun, from: number, to: number, at = 100): Promise<void> {
	for (const assignment of term.assignments.slice(from, to)) {
		const auditor = term.auditors.find(({ personId }) => personId === assignment.auditorId);
		if (!auditor) throw new Error('an assignment without its auditor');
		const entry = submissionEntry(assignment);
		const { receipts } = await exchange(store, signedIn(store, auditor), envelope([entry]), minutes(at));
		expect(receipts[0]).toMatchObject({ outcome: 'accepted' });
	}
}

function advice(text: string, words: Partial<NamedRecommendation> = {}): NamedRecommendation {
	const recommendationId = newId();
	return { recommendationId, text, owner: 'Health', due: '2027-01-31', state: 'not_started', done: '', ...words };
}

const put = (store: Store, reportId: string, piece: CommentaryPiece, seen = 0, at = 130) =>
	commentary.write(store, reportId, { piece, seen }, by(at));

/** A term with a few audits sent and its report compiled. */
async function compiled(store: Store): Promise<{ term: Begun; reportId: string }> {
	const term = await begunTerm(store, { plans: 8, auditors: 4 });
	await send(store, term, 0, 5);
	return { term, reportId: (await reports.compile(store, wanted, by(120))).reportId };
}

/** The same, with a recommendation, published. */
async function published(store: Store): Promise<{ term: Begun; reportId: string; recommendationId: string }> {
	const { term, reportId } = await compiled(store);
	const list = [advice('Say how often'), advice('Ask health sooner', { owner: 'The SEN service' })];
	await put(store, reportId, { piece: 'recommendations', recommendations: list });
	await put(store, reportId, { piece: 'foreword', text: 'Our words' });
	await reports.publish(store, reportId, by(140));
	const [first] = await recommendations.list(store, minutes(141));
	return { term, reportId, recommendationId: first?.recommendationId ?? '' };
}

describe.each(engines)('the words of a report on %s', (engine) => {
	const given = withStore(engine);

	test('are saved piece by piece, and stay when it is compiled again', async () => {
		const { store } = given;
		const { term, reportId } = await compiled(store);
		await put(store, reportId, { piece: 'audited', text: 'Fewer than we hoped.\r\nMore next time. ' });
		await put(store, reportId, { piece: 'learning', points: ['Ask early'] });
		await put(store, reportId, { piece: 'recommendations', recommendations: [advice('Say how often')] });
		await send(store, term, 5, 6);
		const again = await reports.compile(store, wanted, by(135));
		expect(again.reportId).toBe(reportId);
		const whole = await reports.whole(store, reportId, minutes(136));
		expect(whole.model.compiledAt).toBe(minutes(135));
		expect(whole.model.counts.plans).toBeGreaterThan(0);
		expect(whole.commentary).toMatchObject({
			parts: { audited: 'Fewer than we hoped.\nMore next time.' },
			learning: ['Ask early'],
			recommendations: [{ text: 'Say how often' }],
			saved: { audited: 1, learning: 1, recommendations: 1 }
		});
		const acts = (await activity.list(store, { limit: 10 })).filter(
			({ action }) => action === 'learning_report.written'
		);
		expect(acts.map(({ details }) => details)).toEqual([
			{ part: 'recommendations' },
			{ part: 'learning' },
			{ part: 'audited' }
		]);
	});

	test('two people do not overwrite each other', async () => {
		const { store } = given;
		const { reportId } = await compiled(store);
		await put(store, reportId, { piece: 'audited', text: 'Ruth' });
		await expect(put(store, reportId, { piece: 'audited', text: 'Priya' })).rejects.toThrow('commentary.changed');
		await put(store, reportId, { piece: 'method', text: 'Priya' });
		await put(store, reportId, { piece: 'audited', text: 'Both' }, 1);
		expect((await reports.whole(store, reportId, minutes(136))).commentary.parts).toEqual({
			audited: 'Both',
			method: 'Priya'
		});
		// Two at the same moment: one of them is told.
		const both = await Promise.allSettled(
			['One', 'Other'].map((text) => put(store, reportId, { piece: 'audited', text }, 2))
		);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	});

	test('a recommendation keeps its id, and nobody brings one along', async () => {
		const { store } = given;
		const { reportId } = await compiled(store);
		const first = advice('Say how often');
		const kept = (await put(store, reportId, { piece: 'recommendations', recommendations: [first] })).recommendations;
		expect(kept[0]?.recommendationId).not.toBe(first.recommendationId);
		const twice = [...kept.map((one) => ({ ...one, text: 'Say how often and by whom' })), ...kept];
		const again = await put(store, reportId, { piece: 'recommendations', recommendations: twice }, 1);
		expect(again.recommendations.map(({ text }) => text)).toEqual(['Say how often and by whom', 'Say how often']);
		expect(again.recommendations[0]?.recommendationId).toBe(kept[0]?.recommendationId);
		expect(again.recommendations[1]?.recommendationId).not.toBe(kept[0]?.recommendationId);
	});

	test('what is published is what was looked at, and is frozen', async () => {
		const { store } = given;
		const { reportId } = await compiled(store);
		const { stand } = await reports.whole(store, reportId, minutes(125));
		await put(store, reportId, { piece: 'foreword', text: 'Something new' });
		await expect(reports.publish(store, reportId, by(140), stand)).rejects.toThrow('report.changed');
		const looked = await reports.whole(store, reportId, minutes(141));
		await reports.publish(store, reportId, by(142), looked.stand);
		await expect(put(store, reportId, { piece: 'foreword', text: 'Later' }, 1)).rejects.toThrow('report.published');
		await expect(store.updateTable('learningReport').set({ words: null }).execute()).rejects.toThrow('is frozen');
		const frozen = await reports.whole(store, reportId, minutes(150));
		expect(frozen.commentary).toEqual(looked.commentary);
		expect(frozen.facts).toMatchObject({ edition: 1, latestEdition: 1, publishedAt: minutes(142) });
	});

	test('what is not there is not found', async () => {
		await expect(put(given.store, newId(), { piece: 'foreword', text: 'x' })).rejects.toThrow('thing.not_found');
		await expect(reports.whole(given.store, newId(), minutes(1))).rejects.toThrow('thing.not_found');
	});
});

describe.each(engines)('corrected editions on %s', (engine) => {
	const given = withStore(engine);

	test('begin with the words of the edition before, which stays', async () => {
		const { store } = given;
		const { term, reportId } = await published(store);
		const before = await reports.get(store, reportId);
		const begun = await reports.correct(store, reportId, 'The foreword was wrong.', by(150));
		expect(begun).toMatchObject({ edition: 2, correction: 'The foreword was wrong.', publishedAt: null });
		expect((await reports.list(store, minutes(150)))[0]?.kinds[0]).toMatchObject({
			report: { reportId, edition: 1 },
			draft: { reportId: begun.reportId, edition: 2 },
			earlier: []
		});
		await put(store, begun.reportId, { piece: 'foreword', text: 'Our better words' });
		await put(store, begun.reportId, { piece: 'correction', text: 'The foreword and a date were wrong.' });

		// An audit that comes meanwhile counts in the next half-year, and compiling again does not take it in.
		await send(store, term, 5, 6, 155);
		const [last] = await store
			.selectFrom('submission')
			.select(['period', 'late'])
			.orderBy('submissionId', 'desc')
			.execute();
		expect(last).toEqual({ period: '2026-h2', late: 1 });
		await reports.compile(store, wanted, by(156));
		const next = await reports.publish(store, begun.reportId, by(160));
		const second = await reports.whole(store, next.reportId, minutes(161));
		expect(second.model.counts.plans).toBe(before.model.counts.plans);
		expect(second.commentary).toMatchObject({ foreword: 'Our better words', recommendations: [{}, {}] });
		expect(second.facts).toMatchObject({ edition: 2, correction: 'The foreword and a date were wrong.' });
		const first = await reports.whole(store, reportId, minutes(161));
		expect(first.model).toEqual(before.model);
		expect(first.commentary.foreword).toBe('Our words');
		expect(first.facts).toMatchObject({ edition: 1, latestEdition: 2 });
		expect((await reports.list(store, minutes(161))).at(-1)?.kinds[0]).toMatchObject({
			report: { edition: 2 },
			draft: null,
			earlier: [{ reportId, edition: 1 }]
		});
	});

	test('are begun once, from the newest, of what is published', async () => {
		const { store } = given;
		const { reportId } = await compiled(store);
		await expect(reports.correct(store, reportId, 'Something', by(130))).rejects.toThrow('report.not_published');
		await expect(put(store, reportId, { piece: 'correction', text: 'Something else' })).rejects.toThrow(
			'report.first_edition'
		);
		await expect(reports.discard(store, reportId, by(130))).rejects.toThrow('report.first_edition');
		await reports.publish(store, reportId, by(140));
		await expect(reports.discard(store, reportId, by(141))).rejects.toThrow('report.published');
		await expect(reports.compile(store, wanted, by(141))).rejects.toThrow('report.published');
		const thrown = await reports.correct(store, reportId, 'Something', by(150));
		await expect(reports.correct(store, reportId, 'Again', by(151))).rejects.toThrow('report.correction_begun');
		await reports.discard(store, thrown.reportId, by(152));
		await expect(reports.get(store, thrown.reportId)).rejects.toThrow('thing.not_found');
		const second = await reports.correct(store, reportId, 'Something', by(153));
		await reports.publish(store, second.reportId, by(154));
		await expect(reports.correct(store, reportId, 'Once more', by(155))).rejects.toThrow('report.superseded');
		expect((await reports.correct(store, second.reportId, 'Once more', by(156))).edition).toBe(3);
	});
});

describe.each(engines)('what becomes of recommendations on %s', (engine) => {
	const given = withStore(engine);
	const changed = { owner: 'Health', due: '2027-01-31', state: 'under_way', done: 'A form was agreed.' } as const;

	test('they go on once their report is published, and each change is written down', async () => {
		const { store } = given;
		const { reportId, recommendationId } = await published(store);
		expect(await recommendations.list(store, '2027-02-01T09:00:00.000Z')).toMatchObject([
			{ text: 'Say how often', state: 'not_started', overdue: true, reportId, from: 'September 2026 to February 2027' },
			{ text: 'Ask health sooner', owner: 'The SEN service', overdue: true }
		]);
		await recommendations.change(store, recommendationId, minutes(140), changed, by(170));
		await expect(
			recommendations.change(store, recommendationId, minutes(140), { ...changed, done: 'Mine' }, by(171))
		).rejects.toThrow('recommendation.changed');
		await expect(recommendations.change(store, newId(), minutes(140), changed, by(171))).rejects.toThrow(
			'thing.not_found'
		);
		const [first] = await recommendations.list(store, minutes(180));
		expect(first).toMatchObject({ ...changed, text: 'Say how often', changedAt: minutes(170) });
		const [act] = await activity.list(store, { limit: 1 });
		expect(act).toMatchObject({ action: 'recommendation.changed', subject: recommendationId });
		expect(act?.details).toEqual({ from: 'not_started', to: 'under_way', due: '2027-01-31' });
		// What the report said stays as it said it.
		const { commentary: frozen } = await reports.whole(store, reportId, minutes(180));
		expect(frozen.recommendations[0]).toMatchObject({ state: 'not_started', done: '' });
	});

	test('the next report says what became of them, as it stood on publishing', async () => {
		const { store } = given;
		const { term, recommendationId } = await published(store);
		await send(store, term, 5, 8, 160);
		const next = await reports.compile(store, { ...wanted, period: '2026-h2' }, by(165));
		expect((await reports.whole(store, next.reportId, minutes(166))).commentary.lastTime).toMatchObject([
			{ text: 'Say how often', state: 'not_started', from: 'September 2026 to February 2027' },
			{ text: 'Ask health sooner' }
		]);
		await recommendations.change(store, recommendationId, minutes(140), { ...changed, state: 'done' }, by(170));
		await reports.publish(store, next.reportId, by(175));
		await recommendations.change(store, recommendationId, minutes(170), { ...changed, state: 'under_way' }, by(180));
		const { commentary: frozen } = await reports.whole(store, next.reportId, minutes(185));
		expect(frozen.lastTime[0]).toMatchObject({ state: 'done', done: 'A form was agreed.', overdue: false });
		// The report after the next one hears of what is still open only.
		const later = await recommendations.carriedInto(store, { period: '2027-h1', profile: 'full' }, minutes(190));
		expect(later.map(({ text }) => text)).toEqual(['Say how often', 'Ask health sooner']);
		expect(await recommendations.carriedInto(store, { period: '2027-h1', profile: 'core' }, minutes(190))).toEqual([]);
		expect(await recommendations.carriedInto(store, { period: '2026-h1', profile: 'full' }, minutes(190))).toEqual([]);
	});

	test('a corrected edition leaves them as far as they are; one that it leaves out says why', async () => {
		const { store } = given;
		const { reportId, recommendationId } = await published(store);
		const { reportId: second } = await reports.correct(store, reportId, 'One was not ours.', by(150));
		await recommendations.change(store, recommendationId, minutes(140), changed, by(155));
		const words = (await reports.whole(store, second, minutes(156))).commentary.recommendations;
		const kept = words.slice(0, 1).map((one) => ({ ...one, text: 'Say how often and how long' }));
		const piece = { piece: 'recommendations' as const, recommendations: [...kept, advice('A third one')] };
		await put(store, second, piece, 0, 157);
		await reports.publish(store, second, by(160));
		expect(await recommendations.list(store, minutes(161))).toMatchObject([
			{
				recommendationId,
				text: 'Say how often and how long',
				state: 'under_way',
				done: 'A form was agreed.',
				reportId: second
			},
			{ text: 'Ask health sooner', state: 'no_longer_needed', done: 'Left out of edition 2.', reportId: second },
			{ text: 'A third one', state: 'not_started', reportId: second }
		]);
		expect((await reports.whole(store, second, minutes(161))).commentary.recommendations).toMatchObject([
			{ state: 'under_way' },
			{ state: 'not_started' }
		]);
		// The edition before still has what it said.
		expect((await reports.whole(store, reportId, minutes(161))).commentary.recommendations).toHaveLength(2);
	});
});
