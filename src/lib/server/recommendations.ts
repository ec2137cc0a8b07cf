/** What published reports recommend, and what becomes of it: one row each, from its report's publishing on. */
import type { Period } from '#lib/domain/period.ts';
import { periodLabel } from '#lib/domain/period.ts';
import { londonDate, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import {
	isOpen,
	isOverdue,
	Recommendation,
	type FollowUp,
	type NamedRecommendation
} from '#lib/domain/recommendation.ts';
import { record, type By } from './activity.ts';
import { inTransaction, type Store } from './db/store.ts';

/** A recommendation as it goes on. */
export interface Action extends NamedRecommendation {
	readonly reportId: string;
	readonly period: Period;
	/** The half-year of its report, in words. */
	readonly from: string;
	readonly profile: string;
	readonly overdue: boolean;
	readonly changedAt: Instant;
}

/** Gives every recommendation of published reports, the newest report's first, in the order of the report. */
export async function list(store: Store, now: Instant): Promise<Action[]> {
	const today = londonDate(now);
	const rows = await store
		.selectFrom('recommendation')
		.innerJoin('learningReport', 'learningReport.reportId', 'recommendation.reportId')
		.selectAll('recommendation')
		.select(['learningReport.period', 'learningReport.profile'])
		.orderBy('learningReport.period', 'desc')
		.orderBy('recommendation.recommendationId')
		.execute();
	return rows.map((row) => {
		const recommendation = Recommendation.parse(JSON.parse(row.body));
		return {
			...recommendation,
			recommendationId: row.recommendationId,
			reportId: row.reportId,
			period: row.period,
			from: periodLabel(row.period),
			profile: row.profile,
			overdue: isOverdue(recommendation, today),
			changedAt: row.changedAt
		};
	});
}

/**
 * Gives what a report says of the recommendations before it: all of the last report with any, of the same kind of audit, and what is
 * still open of those before that.
 */
export async function carriedInto(
	store: Store,
	{ period, profile }: { period: Period; profile: string },
	now: Instant
): Promise<FollowUp[]> {
	const today: PlainDate = londonDate(now);
	const before = (await list(store, now)).filter((one) => one.profile === profile && one.period < period);
	const last = before[0]?.period;
	return before
		.filter((one) => one.period === last || isOpen(one))
		.map(({ text, owner, due, state, done, from, overdue }) => ({
			text,
			owner,
			due,
			state,
			done,
			from,
			overdue,
			on: today
		}));
}

/** What changes once a recommendation is published; what it says does not. */
export type ActionChange = Pick<Recommendation, 'owner' | 'due' | 'state' | 'done'>;

/**
 * Changes how far a recommendation is. `seen`: when it had last been changed, as far as the writer saw. Refuses `thing.not_found`, and
 * `recommendation.changed` where somebody else was first.
 */
export async function change(
	store: Store,
	recommendationId: string,
	seen: Instant,
	changed: ActionChange,
	by: By
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const row = await tx
			.selectFrom('recommendation')
			.selectAll()
			.where('recommendationId', '=', recommendationId)
			.executeTakeFirst();
		if (!row) throw new Refusal('thing.not_found');
		if (row.changedAt !== seen) throw new Refusal('recommendation.changed');
		const before = Recommendation.parse(JSON.parse(row.body));
		const { owner, due, state, done } = changed;
		const after = Recommendation.parse({ ...before, owner, due, state, done });
		await tx
			.updateTable('recommendation')
			.set({ body: JSON.stringify(after), changedAt: by.now, changedBy: by.actorId ?? '' })
			.where('recommendationId', '=', recommendationId)
			.execute();
		const details = { from: before.state, to: after.state, due: after.due };
		await record(tx, { ...by, action: 'recommendation.changed', subject: recommendationId, details });
	});
}

/**
 * Gives the recommendations of a report that is being published as they go on from here: how far one is that was published in an earlier
 * edition (`before`) stays as it stands today. One that the new edition leaves out is no longer needed, and says why. Inside the
 * publishing's transaction.
 */
export async function goOn(
	tx: Store,
	{ reportId, edition, before }: { reportId: string; edition: number; before: string | null },
	wanted: readonly NamedRecommendation[],
	by: By
): Promise<NamedRecommendation[]> {
	const stamp = { reportId, changedAt: by.now, changedBy: by.actorId ?? '' };
	const live = before === null ? [] : (await list(tx, by.now)).filter((one) => one.reportId === before);
	const goingOn: NamedRecommendation[] = [];
	for (const { recommendationId, ...recommendation } of wanted) {
		const known = live.find((one) => one.recommendationId === recommendationId);
		const body = known ? { ...recommendation, state: known.state, done: known.done } : recommendation;
		goingOn.push({ recommendationId, ...body });
		if (known)
			await tx
				.updateTable('recommendation')
				.set({ ...stamp, body: JSON.stringify(body) })
				.where('recommendationId', '=', recommendationId)
				.execute();
		else
			await tx
				.insertInto('recommendation')
				.values({ ...stamp, recommendationId, body: JSON.stringify(body), createdAt: by.now })
				.execute();
	}
	for (const { recommendationId, text, owner, due, state, done } of live) {
		if (wanted.some((one) => one.recommendationId === recommendationId)) continue;
		const left = { text, owner, due, state, done };
		const body = isOpen(left)
			? { ...left, state: 'no_longer_needed', done: `${done}\nLeft out of edition ${edition}.`.trim().slice(0, 500) }
			: left;
		await tx
			.updateTable('recommendation')
			.set({ ...stamp, body: JSON.stringify(body) })
			.where('recommendationId', '=', recommendationId)
			.execute();
	}
	return goingOn;
}
