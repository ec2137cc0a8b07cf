import { endpoint } from '#lib/server/endpoint.ts';
import { pdfResponse, schoolReportPdf } from '#lib/server/pdf.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = endpoint({
	act: async ({ store, person, event }) => {
		const { schoolId = '', academicYear = '' } = event.params;
		const { model } = await schoolReports.get(store, person, schoolId, Number(academicYear));
		return pdfResponse(await schoolReportPdf(model), `school-summary-${model.urn}-${model.academicYear}.pdf`);
	}
});
