/**
 * The picture that a headteacher's summary is set in: the school year's audits of the whole area, and of each phase. The area comes
 * from the learning reports' own shown figures, so that a summary never tells more about the area than they do; phases are shown
 * only where every phase that is not shown stays hidden beside the area's total.
 */
import { countedOf, findingsOf, type AuditRecord, type Findings } from './findings.ts';
import type { LearningReport } from './learning-report.ts';
import { periodLabel } from './period.ts';
import { rankOfFigure, sumOfFigures, tooFew, type Figure } from './report-figure.ts';
import type { Rubric } from './rubric.ts';
import { phases, type Phase } from './school.ts';
import { AREA_MINIMUM, type Share } from './share.ts';
import { suppress, suppressionRules, type SuppressionRule, type SuppressionRuleId } from './suppression.ts';

/** Figures by section code, criterion id and theme id; what is not there is too few to say. */
export interface Picture {
	readonly plans: number;
	readonly goodOrBetter: Figure;
	readonly sections: Readonly<Record<string, Figure>>;
	readonly criteria: Readonly<Record<string, Figure>>;
	readonly themes: Readonly<Record<string, Figure>>;
}

export interface YearPicture {
	readonly academicYear: number;
	/** Null where too few plans were audited for figures of the area. */
	readonly area: Picture | null;
	/** Phases that can be shown. */
	readonly phases: Partial<Readonly<Record<Phase, Picture>>>;
	/** Good or outstanding as a whole, half-year by half-year, oldest first. */
	readonly halves: readonly { readonly label: string; readonly figure: Figure; readonly change: string | null }[];
}

export interface YearPictureInput {
	readonly rubric: Rubric;
	readonly profile: string;
	readonly academicYear: number;
	/** The school year's audits, of whatever profile and rubric. */
	readonly records: readonly AuditRecord[];
	/** Learning reports of this school year and the one before, same profile, oldest first. */
	readonly reports: readonly LearningReport[];
	readonly ruleId: SuppressionRuleId;
	/** Settings whose own figures are shown: of this school year alone, or of several put together. */
	readonly shown: ShownSchools;
}

/** Settings by what their own summary shows of the school year. */
export interface ShownSchools {
	readonly own: ReadonlySet<string>;
	readonly pooled: ReadonlySet<string>;
}

/** Gives the area's and the phases' pictures of a school year. */
export function yearPicture(input: YearPictureInput): YearPicture {
	const { rubric, academicYear, reports } = input;
	const rule = suppressionRules[input.ruleId].distribution;
	const same = reports.filter(
		(report) =>
			report.rubric.id === rubric.rubricId &&
			report.rubric.version === rubric.version &&
			report.profile.id === input.profile
	);
	const ofYear = same.filter((report) => report.enough && report.period.startsWith(`${academicYear}-`));
	const records = input.records.filter(
		(record) =>
			record.rubricId === rubric.rubricId && record.rubricVersion === rubric.version && record.profile === input.profile
	);
	return {
		academicYear,
		area: ofYear.length > 0 ? areaPicture(rubric, ofYear) : null,
		phases: apartFromSchools(phasePictures(rubric, records, rule), records, input.shown),
		halves: same.map((report) => ({
			label: periodLabel(report.period),
			figure: report.overall?.grades.goodOrBetter ?? tooFew,
			change: report.overall?.change?.text ?? null
		}))
	};
}

function areaPicture(rubric: Rubric, reports: readonly LearningReport[]): Picture {
	const summed = (figureIn: (report: LearningReport) => Figure | undefined) =>
		sumOfFigures(reports.map((report) => figureIn(report) ?? tooFew));
	const byId = (ids: readonly string[], figureIn: (report: LearningReport, id: string) => Figure | undefined) =>
		Object.fromEntries(ids.map((id) => [id, summed((report) => figureIn(report, id))]));
	const sections = rubric.sections.map((section) => section.code);
	const criteria = rubric.sections.flatMap((section) => section.criteria.map((criterion) => criterion.id));
	return {
		plans: reports.reduce((sum, report) => sum + report.counts.plans, 0),
		goodOrBetter: summed((report) => report.overall?.grades.goodOrBetter),
		sections: byId(
			sections,
			(report, id) => report.sections.find(({ sectionId }) => sectionId === id)?.grades.goodOrBetter
		),
		criteria: byId(criteria, (report, id) => report.criteria.find(({ criterionId }) => criterionId === id)?.figure),
		themes: byId(
			rubric.themes.map((theme) => theme.id),
			(report, id) => report.themes.find(({ themeId }) => themeId === id)?.met
		)
	};
}

function phasePictures(
	rubric: Rubric,
	records: readonly AuditRecord[],
	rule: SuppressionRule
): Partial<Record<Phase, Picture>> {
	const counted = new Set(countedOf(records).records);
	const findings = phases
		.map((phase) => ({ phase, own: records.filter((record) => record.phase === phase && counted.has(record)) }))
		.filter(({ own }) => own.length > 0)
		.map(({ phase, own }) => ({ phase, found: findingsOf(rubric, own) }));
	const figures = (shareIn: (found: Findings) => Share): Map<Phase, Figure> =>
		tableFigures(
			findings.map(({ phase, found }) => ({ phase, share: shareIn(found) })),
			rule
		);
	const overall = figures(({ overall }) => overall?.goodOrBetter ?? { count: 0, of: 0 });
	const criteria = rubric.sections.flatMap((section) => section.criteria.map((criterion) => criterion.id));
	const criterionTables = new Map(
		criteria.map((id, at) => [id, figures((found) => found.criteria[at]?.met ?? { count: 0, of: 0 })])
	);
	const sectionTables = new Map(
		rubric.sections.map((section, at) => [
			section.code,
			figures((found) => found.sections[at]?.goodOrBetter ?? { count: 0, of: 0 })
		])
	);
	const shown = findings.filter(
		({ phase, found }) => found.plans >= AREA_MINIMUM && overall.get(phase)?.state === 'shown'
	);
	return Object.fromEntries(
		shown.map(({ phase, found }): [Phase, Picture] => {
			const pick = (tables: ReadonlyMap<string, Map<Phase, Figure>>) =>
				Object.fromEntries([...tables].map(([id, table]) => [id, table.get(phase) ?? tooFew]));
			const own = pick(criterionTables);
			return [
				phase,
				{
					plans: found.plans,
					goodOrBetter: overall.get(phase) ?? tooFew,
					sections: pick(sectionTables),
					criteria: own,
					themes: Object.fromEntries(
						found.themes.map(({ themeId, criterionIds }) => [
							themeId,
							sumOfFigures(criterionIds.map((id) => own[id] ?? tooFew))
						])
					)
				}
			];
		})
	);
}

/**
 * Gives the phases that still may be shown beside the settings' own figures. Whoever holds a setting's summary can take its figures from
 * its phase's: what then remains are the settings without figures, so they must be none, or hold as many plans as a figure of the
 * area needs. The same holds of the area, whose figures are in the learning reports: the smallest phases go until it does.
 */
function apartFromSchools(
	pictures: Partial<Record<Phase, Picture>>,
	records: readonly AuditRecord[],
	shown: ShownSchools
): Partial<Record<Phase, Picture>> {
	const { records: plans } = countedOf(records);
	const rests = (of: readonly AuditRecord[]): number[] => {
		const withoutOwn = of.filter(({ schoolUrn }) => !shown.own.has(schoolUrn ?? ''));
		// What a setting put together with earlier years can be taken apart where those were published: counted both ways.
		return [withoutOwn.length, withoutOwn.filter(({ schoolUrn }) => !shown.pooled.has(schoolUrn ?? '')).length];
	};
	const safe = (of: readonly AuditRecord[]) => rests(of).every((rest) => rest === 0 || rest >= AREA_MINIMUM);
	const inPhase = (phase: Phase) => plans.filter((record) => record.phase === phase);
	const kept = phases
		.filter((phase) => pictures[phase] !== undefined && safe(inPhase(phase)))
		.sort((a, b) => inPhase(b).length - inPhase(a).length);
	while (kept.length > 0 && !safe(plans.filter(({ phase }) => !kept.includes(phase)))) kept.pop();
	return Object.fromEntries(kept.map((phase) => [phase, pictures[phase]]));
}

/** One table, phase by phase, through the suppression rule: a phase shows only where that gives no other phase away. */
function tableFigures(
	rows: readonly { readonly phase: Phase; readonly share: Share }[],
	rule: SuppressionRule
): Map<Phase, Figure> {
	const present = rows.filter(({ share }) => share.of > 0);
	if (present.length === 0) return new Map();
	const { cells, rowTotals } = suppress(
		{
			rows: present.map(({ phase }) => phase),
			columns: ['so', 'not so'],
			counts: present.map(({ share }) => [share.count, share.of - share.count])
		},
		rule
	);
	return new Map(
		present.map(({ phase, share }, at): [Phase, Figure] => {
			const [so, other] = cells[at] ?? [];
			const total = rowTotals[at];
			const whole = typeof so === 'number' && typeof other === 'number' && typeof total === 'number';
			if (!whole || share.of < AREA_MINIMUM) return [phase, tooFew];
			return [phase, { state: 'shown', count: so, of: total }];
		})
	);
}

/** Gives ids in the order of their figures, least met first; what is too few to say is left out. */
export function ranked(figures: Readonly<Record<string, Figure>>, ids: readonly string[]): string[] {
	const rank = (id: string) => rankOfFigure(figures[id] ?? tooFew);
	return ids.filter((id) => rank(id) !== null).sort((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0));
}
