/** Drawing the PDFs: the first one with the start of its worker, then one after the other, as a coordinator opens them. */
import { learningReportPdf, schoolReportPdf, stopDrawing } from '#lib/server/pdf.ts';
import { madeUpAudits } from '../support/audit-records.ts';
import { publicationWith, madeUpLearningReport, madeUpPicture, schoolReportOf } from '../support/report-models.ts';
import { percentile, timed, type Row } from './figures.ts';

const SCHOOLS = 100;
const REPORTS = 15;

/** Gives the rows of the table. */
export async function bench(): Promise<Row[]> {
	const report = madeUpLearningReport(220);
	const picture = madeUpPicture(220);
	const own = madeUpAudits(30, 'own', { from: 900_000 }).filter(({ marking }) => marking === 'first');
	// Different schools, so that nothing drawn before is of use; every other one with figures of its own.
	const models = Array.from({ length: SCHOOLS }, (_, at) =>
		schoolReportOf(picture, at % 2 ? { 2026: own.slice(0, 6 + (at % 20)) } : {}, { name: `School number ${at + 1}` })
	);
	const schools: number[] = [];
	const reports: number[] = [];
	let bytes = 0;
	try {
		for (const model of models)
			schools.push(await timed(async () => (bytes = (await schoolReportPdf(model)).byteLength)));
		for (let at = 0; at < REPORTS; at++) {
			const changed = { ...report, partnershipName: `Area ${at + 1}` };
			reports.push(await timed(() => learningReportPdf(publicationWith(changed))));
		}
	} finally {
		await stopDrawing();
	}
	const warm = schools.slice(5);
	return [
		{ what: 'school PDF, first, with the start of the worker', value: schools[0] ?? NaN, unit: 'ms' },
		{ what: 'school PDF, warm, p50', value: percentile(warm, 50), unit: 'ms', aim: 'under 100' },
		{ what: 'school PDF, warm, p95', value: percentile(warm, 95), unit: 'ms', aim: 'under 100' },
		{ what: 'school PDF, size', value: bytes / 1024, unit: 'kB' },
		{ what: 'learning report PDF, p50', value: percentile(reports, 50), unit: 'ms' },
		{ what: 'learning report PDF, p95', value: percentile(reports, 95), unit: 'ms' }
	];
}
