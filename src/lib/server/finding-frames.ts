/** What both pages of findings show around their figures: which audits there are to choose from, and what an address asks for. */
import {
	filterIn,
	kindIn,
	queryOf,
	rubricName,
	type FindingFilter,
	type FindingKind,
	type Query
} from '#lib/domain/finding-filter.ts';
import type { Period } from '#lib/domain/period.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Violation } from '#lib/domain/problem.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import { AREA_MINIMUM } from '#lib/domain/share.ts';
import * as auditRecords from './audit-records.ts';
import type { Store } from './db/store.ts';
import * as rubrics from './rubrics.ts';

/** What somebody asks to see: the address's query, and the one clock. */
export interface FindingsAsked {
	readonly query: Query;
	readonly partnershipName: string;
	readonly now: Instant;
}

/** One kind of audit to choose, in words. */
export interface KindChoice {
	readonly profile: string;
	readonly profileLabel: string;
	readonly rubric: string;
	readonly rubricLabel: string;
}

/** What both pages show around their figures. */
export interface FindingsFrame {
	readonly kinds: readonly KindChoice[];
	readonly periods: readonly Period[];
	readonly sections: readonly { readonly id: string; readonly label: string }[];
	readonly themes: readonly { readonly id: string; readonly label: string }[];
	readonly filter: FindingFilter;
	/** The filter as an address has it. */
	readonly address: string;
	readonly violations: readonly Violation[];
}

/** The audits that can be looked at, by profile and rubric version. */
async function kindsOf(store: Store): Promise<FindingKind[]> {
	const counts = await auditRecords.counts(store);
	const kinds = Map.groupBy(counts, (kind) => `${kind.profile} ${rubricName(kind)}`);
	return [...kinds.values()].flatMap((found): FindingKind[] => {
		const [newest] = found;
		if (!newest) return [];
		const { profile, rubricId, rubricVersion } = newest;
		const usual = found.find(({ audits }) => audits >= AREA_MINIMUM) ?? newest;
		const periods = found.map(({ period }) => period).sort();
		return [{ profile, rubricId, rubricVersion, periods, usual: usual.period }];
	});
}

/** What an address asks for, and around which figures. */
export interface Looked {
	readonly frame: FindingsFrame;
	readonly kind: FindingKind;
	readonly rubric: Rubric;
}

/** Gives what is asked for, in words and checked; null where there are no audits at all. */
export async function look(store: Store, { query }: FindingsAsked): Promise<Looked | null> {
	const kinds = await kindsOf(store);
	const asked = kindIn(query, kinds);
	const { kind } = asked;
	if (!kind) return null;
	const rubric = await rubrics.get(store, kind.rubricId, kind.rubricVersion);
	const sections = rubric.sections.map(({ code, title, group }) => ({
		id: code,
		label: group === 'plan_section' ? `${code} ${title}` : title
	}));
	const { themes } = rubric;
	const { filter, violations } = filterIn(query, kind, {
		sections: sections.map(({ id }) => id),
		themes: themes.map(({ id }) => id)
	});
	const choices: KindChoice[] = [];
	for (const one of kinds) {
		const own = await rubrics.get(store, one.rubricId, one.rubricVersion);
		choices.push({
			profile: one.profile,
			profileLabel: own.profiles.find(({ id }) => id === one.profile)?.label ?? one.profile,
			rubric: rubricName(one),
			rubricLabel: `${own.title}, version ${own.version}`
		});
	}
	return {
		kind,
		rubric,
		frame: {
			kinds: choices,
			periods: kind.periods,
			sections,
			themes,
			filter,
			address: queryOf(filter),
			violations: [...asked.violations, ...violations]
		}
	};
}
