import { endpoint } from '#lib/server/endpoint.ts';
import { learningReportPdf, pdfResponse } from '#lib/server/pdf.ts';
import * as reports from '#lib/server/reports.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = endpoint({
	act: async ({ store, event }) => {
		const { model } = await reports.get(store, event.params.reportId ?? '');
		return pdfResponse(await learningReportPdf(model), `learning-report-${model.period}-${model.profile.id}.pdf`);
	}
});
