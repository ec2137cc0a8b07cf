/** The plans that can be drawn for a term, and those that cannot, from everything that is stored of them. */
import { frameOf, type Frame, type FrameRules, type RegisteredPlan } from '#lib/domain/frame.ts';
import { settingGroupOf } from '#lib/domain/school.ts';
import type { Term } from '#lib/domain/term.ts';
import type { Store } from './db/store.ts';
import * as plans from './plans.ts';
import * as samplingSettings from './sampling-settings.ts';
import * as schools from './schools.ts';

/** A frame, with the rules that it was made by. */
export interface RuledFrame extends Frame {
	readonly rules: FrameRules;
}

/** Gives who can be drawn for a term and who cannot, by the partnership's rules. */
export async function of(store: Store, term: Pick<Term, 'termId' | 'startsOn'>): Promise<RuledFrame> {
	const { restTerms, newWeeks } = await samplingSettings.get(store);
	const rules = { restTerms, newWeeks };
	const audited = await auditedBefore(store, term, restTerms);
	const out = await withAuditors(store, term.termId);
	const held = new Set(
		(await store.selectFrom('plan').select('planRef').where('heldAt', 'is not', null).execute()).map(
			({ planRef }) => planRef
		)
	);
	const typeOf = new Map((await schools.list(store)).map(({ urn, typeCode }) => [urn, typeCode]));
	const register = (await plans.list(store)).map((plan): RegisteredPlan => ({
		plan,
		settingGroup: settingGroupOf(plan.schoolUrn === null ? null : (typeOf.get(plan.schoolUrn) ?? null)),
		heldBack: held.has(plan.planRef),
		withAuditor: out.has(plan.planRef),
		auditedTermsAgo: audited.get(plan.planRef) ?? null
	}));
	return { ...frameOf(register, term.startsOn, rules), rules };
}

/** How many terms ago each plan was audited, of so many terms before this one. */
async function auditedBefore(
	store: Store,
	term: Pick<Term, 'startsOn'>,
	restTerms: number
): Promise<Map<string, number>> {
	if (restTerms === 0) return new Map();
	const before = await store
		.selectFrom('term')
		.select('termId')
		.where('startsOn', '<', term.startsOn)
		.orderBy('startsOn', 'desc')
		.limit(restTerms)
		.execute();
	const ago = new Map<string, number>();
	// The longest ago first, so that the latest audit stays.
	for (const [at, { termId }] of [...before.entries()].reverse()) {
		const rows = await store
			.selectFrom('submission')
			.select('planRef')
			.distinct()
			.where('termId', '=', termId)
			.execute();
		for (const { planRef } of rows) ago.set(planRef, at + 1);
	}
	return ago;
}

/** Plans that somebody still has to audit in another term that is open. */
async function withAuditors(store: Store, termId: string): Promise<Set<string>> {
	const rows = await store
		.selectFrom('assignment')
		.innerJoin('term', 'term.termId', 'assignment.termId')
		.select('assignment.planRef')
		.distinct()
		.where('term.termId', '!=', termId)
		.where('term.closedAt', 'is', null)
		.where('assignment.submittedAt', 'is', null)
		.where('assignment.declinedAt', 'is', null)
		.where('assignment.withdrawnAt', 'is', null)
		.execute();
	return new Set(rows.map(({ planRef }) => planRef));
}
