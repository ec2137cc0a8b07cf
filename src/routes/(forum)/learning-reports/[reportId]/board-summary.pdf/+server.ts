import { boardSummaries } from '#lib/domain/board-summary.ts';
import { publicationOf } from '#lib/domain/report-publication.ts';
import { endpoint } from '#lib/server/endpoint.ts';
import { boardSummaryPdf, pdfResponse } from '#lib/server/pdf.ts';
import * as reports from '#lib/server/reports.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = endpoint({
	act: async ({ store, event, now }) => {
		const { model, commentary, facts } = await reports.whole(store, event.params.reportId ?? '', now);
		const summaries = boardSummaries(publicationOf(model, commentary, facts));
		return pdfResponse(await boardSummaryPdf(summaries), reports.fileName('board-summary', { ...facts, ...model }));
	}
});
