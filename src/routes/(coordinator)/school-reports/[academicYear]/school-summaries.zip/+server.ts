import { academicYearLabel } from '#lib/domain/year-group.ts';
import { endpoint } from '#lib/server/endpoint.ts';
import { schoolReportPdf } from '#lib/server/pdf.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import { zipOf } from '#lib/server/school-report-zip.ts';
import type { RequestHandler } from './$types';

/** Every published summary of the school year, drawn while it is sent. */
export const GET: RequestHandler = endpoint({
	act: async ({ store, person, event, now }) => {
		const academicYear = Number(event.params.academicYear);
		const summaries = await schoolReports.takeAll(store, academicYear, { actorId: person.personId, now });
		const name = `school-summaries-${academicYearLabel(academicYear).replace('/', '-')}.zip`;
		return new Response(zipOf(summaries, schoolReportPdf, event.locals.failed), {
			headers: {
				'content-type': 'application/zip',
				'content-disposition': `attachment; filename="${name}"`,
				'cache-control': 'no-store'
			}
		});
	}
});
