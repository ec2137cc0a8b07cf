/** What keeps an auditor from a plan, and why an audit stays unfilled, in words. */
import { areApart, has, type Ground } from './proposal-ground.ts';
import { given, hasRoom, type Match } from './proposal-match.ts';

/** Why an auditor cannot be given a plan, in the words that end "every auditor with room ...". */
export const hindrances = {
	interest: 'has an interest in this plan or its setting',
	history: 'has audited this plan before',
	keptOff: 'is kept off this plan by the coordinator',
	present: 'already audits this plan',
	apart: 'must be kept apart from the other auditor of this plan'
} as const;
export type Hindrance = keyof typeof hindrances;

/**
 * Gives what keeps an auditor from a plan beside those who are on it, one of whom may be left out of account; null where nothing does.
 * Room is not looked at.
 */
export function hindranceOf(
	ground: Ground,
	match: Match,
	plan: number,
	auditor: number,
	leaving = -1
): Hindrance | null {
	if (has(ground.ties[plan]!, auditor)) return 'interest';
	const others = [match.slots[2 * plan]!, match.slots[2 * plan + 1]!, ...fixedOn(ground, plan)].filter(
		(one) => one >= 0 && one !== leaving
	);
	if (others.includes(auditor)) return 'present';
	if (ground.past.has(plan * ground.auditors.length + auditor)) return 'history';
	if (ground.keptOff.has(plan * ground.auditors.length + auditor)) return 'keptOff';
	return others.some((other) => areApart(ground, other, auditor)) ? 'apart' : null;
}

function fixedOn({ partner, settled, wants }: Ground, plan: number): number[] {
	if (partner[plan]! >= 0) return [partner[plan]!];
	if (wants[plan]! > 0) return [];
	return settled.flatMap(([at, one, other]) => (at === plan ? [one, other] : []));
}

/** Gives for each plan with a gap why nobody could be given it. */
export function reasonsIn(ground: Ground, match: Match): Map<number, string> {
	const withRoom: number[] = [];
	for (let auditor = 0; auditor < ground.auditors.length; auditor++)
		if (hasRoom(ground, match, auditor)) withRoom.push(auditor);
	const reasons = new Map<number, string>();
	for (let plan = 0; plan < ground.plans.length; plan++) {
		if (given(match, plan) === ground.wants[plan]) continue;
		const found = new Set(withRoom.map((auditor) => hindranceOf(ground, match, plan, auditor)));
		reasons.set(plan, reasonOf(ground, plan, withRoom.length, found));
	}
	return reasons;
}

function reasonOf(ground: Ground, plan: number, withRoom: number, found: ReadonlySet<Hindrance | null>): string {
	const auditors = ground.auditors.length;
	if (auditors === 0) return 'there are no auditors';
	if (withRoom === 0) {
		for (let auditor = 0; auditor < auditors; auditor++)
			if (!has(ground.ties[plan]!, auditor)) return 'no auditor has room left';
		return 'no auditor is without an interest, and no auditor has room left';
	}
	const words = (Object.keys(hindrances) as Hindrance[])
		.filter((kind) => found.has(kind))
		.map((kind) => hindrances[kind]);
	const listed = words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words[0];
	return withRoom === 1 ? `the only auditor with room ${listed}` : `every auditor with room ${listed}`;
}
