import { boardSummaries } from '#lib/domain/board-summary.ts';
import { publicationOf } from '#lib/domain/report-publication.ts';
import { page } from '#lib/server/endpoint.ts';
import * as reports from '#lib/server/reports.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { line, model, commentary, facts } = await reports.whole(store, event.params.reportId ?? '', now);
	const [summary] = boardSummaries(publicationOf(model, commentary, facts));
	return { reportId: line.reportId, summary };
});
