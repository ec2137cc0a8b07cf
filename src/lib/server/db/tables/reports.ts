/** What reports say, and what they recommend. */
import type { Owned } from './owned.ts';

interface LearningReportTable extends Owned {
	reportId: string;
	period: string;
	rubricId: string;
	rubricVersion: string;
	profile: string;
	/** LearningReport as JSON; frozen once published. */
	model: string;
	/** What the chair wrote, as JSON; null where nothing was written. Frozen with the model. */
	words: string | null;
	/** From 1; a correction of a published report is the next edition of the same kind. */
	edition: number;
	/** What a later edition says has changed. */
	correction: string | null;
	compiledAt: string;
	publishedAt: string | null;
	publishedBy: string | null;
}

interface SchoolReportTable extends Owned {
	schoolUrn: string;
	academicYear: number;
	/** SchoolReport as JSON; frozen once published. */
	model: string;
	compiledAt: string;
	publishedAt: string | null;
	publishedBy: string | null;
}

/** What a report recommends and how it goes on. */
interface RecommendationTable extends Owned {
	recommendationId: string;
	reportId: string;
	/** Recommendation as JSON. */
	body: string;
	createdAt: string;
	changedAt: string;
	changedBy: string;
}

export interface ReportTables {
	learningReport: LearningReportTable;
	schoolReport: SchoolReportTable;
	recommendation: RecommendationTable;
}
