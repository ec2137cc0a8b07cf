import { Refusal } from '#lib/domain/problem.ts';
import { shaped } from '#lib/domain/rubric-draft.ts';
import { shownChanges, tryOut, type GradesTried } from '#lib/domain/rubric-try-out.ts';
import { suppressionRules } from '#lib/domain/suppression.ts';
import * as auditRecords from '#lib/server/audit-records.ts';
import { page } from '#lib/server/endpoint.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import { grades } from '../../../grade-words.ts';
import type { PageServerLoad } from './$types';

const rule = suppressionRules['dfe-2026'].distribution;
const shown = [...grades.map(({ value }) => value), 'not_graded' as const];

/** One line of the table: nothing that is hidden leaves the server. */
function partOf(name: string, tried: GradesTried) {
	const few = (plans: number) => (plans > 0 && plans < rule.minimumCell ? ('c' as const) : plans);
	return {
		name,
		grades: shownChanges(tried, shown, rule),
		changed: few(tried.changed),
		better: few(tried.better),
		of: tried.of
	};
}

export const load: PageServerLoad = page(async ({ store, event }) => {
	const { body, ...draft } = await rubricDrafts.get(store, event.params.draftId ?? '');
	const rubric = shaped(body);
	const counts = await auditRecords.counts(store);
	const kinds = counts.map((kind) => ({
		...kind,
		key: [kind.period, kind.profile, kind.rubricId, kind.rubricVersion].join(' ')
	}));
	const wanted = event.url.searchParams.get('audits');
	const chosen = wanted === null ? kinds[0] : kinds.find(({ key }) => key === wanted);
	if (wanted !== null && !chosen) throw new Refusal('thing.not_found');
	if (!rubric || !chosen) return { draft, shaped: rubric !== null, kinds, chosen: null, tried: null, parts: [] };
	const base = await rubrics.get(store, chosen.rubricId, chosen.rubricVersion);
	const records = (await auditRecords.forPeriods(store, [chosen.period])).filter(
		(record) =>
			record.profile === chosen.profile &&
			record.rubricId === chosen.rubricId &&
			record.rubricVersion === chosen.rubricVersion
	);
	const { sections, overall, ...tried } = tryOut(base, rubric, records);
	const titles = new Map(rubric.sections.map(({ code, title }) => [code, `${code} ${title}`]));
	return {
		draft,
		shaped: true,
		kinds,
		chosen: chosen.key,
		tried,
		parts: [
			...(overall ? [partOf('The whole plan', overall)] : []),
			...sections.map((one) => partOf(titles.get(one.sectionId) ?? one.sectionId, one))
		]
	};
});
