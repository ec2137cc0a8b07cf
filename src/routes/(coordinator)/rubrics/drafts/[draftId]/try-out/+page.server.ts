import { Refusal } from '#lib/domain/problem.ts';
import { shaped } from '#lib/domain/rubric-draft.ts';
import { tryOut } from '#lib/domain/rubric-try-out.ts';
import * as auditRecords from '#lib/server/audit-records.ts';
import { page } from '#lib/server/endpoint.ts';
import * as rubricDrafts from '#lib/server/rubric-drafts.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import type { PageServerLoad } from './$types';

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
	if (!rubric || !chosen) return { draft, shaped: rubric !== null, kinds, chosen: null, tried: null, sections: [] };
	const base = await rubrics.get(store, chosen.rubricId, chosen.rubricVersion);
	const records = (await auditRecords.forPeriods(store, [chosen.period])).filter(
		(record) =>
			record.profile === chosen.profile &&
			record.rubricId === chosen.rubricId &&
			record.rubricVersion === chosen.rubricVersion
	);
	const tried = tryOut(base, rubric, records);
	return {
		draft,
		shaped: true,
		kinds,
		chosen: chosen.key,
		tried,
		sections: rubric.sections.map(({ code, title }) => ({ code, title }))
	};
});
