/**
 * One half-year's findings for any group of its audits. All audits together are what the learning report says, number for number;
 * a narrower group shows what `finding-protection.ts` leaves of it.
 */
import {
	answerCube,
	gradeCube,
	groupsOfRecord,
	narrowedIn,
	narrowingKey,
	type Dimension,
	type Narrowing
} from './finding-groups.ts';
import { protection } from './finding-protection.ts';
import { countedOf, type AuditRecord, type CriterionFinding, type GradeFinding } from './findings.ts';
import { criterionFindings, overallFinding, sectionFindings } from './findings-tally.ts';
import type { LearningReport, SectionFigure } from './learning-report.ts';
import {
	criterionNumbers,
	gradeFigureOf,
	tooFew,
	type CriterionFigure,
	type Figure,
	type GradeFigure
} from './report-figure.ts';
import type { Rubric } from './rubric.ts';
import { suppressionRules, type SuppressionRuleId } from './suppression.ts';

/** A criterion's figure, and how many plans it was asked of; null where that is hidden. */
export interface CriterionLine extends CriterionFigure {
	readonly asked: number | null;
}

/** What a figure is of: the plan as a whole, a section's grade or a criterion. */
export type Measure =
	| { readonly of: 'overall' }
	| { readonly of: 'section'; readonly id: string }
	| { readonly of: 'criterion'; readonly id: string };

export interface HalfYearFindings {
	readonly report: LearningReport;
	/** One audit a plan: those that the figures count. */
	readonly counted: readonly AuditRecord[];
	/** Plans in a group; null where hidden. */
	readonly plans: (narrowing: Narrowing) => number | null;
	/** The criteria that a group was asked, in the rubric's order. */
	readonly criteria: (narrowing: Narrowing) => CriterionLine[];
	/** One of them; null where the group was not asked it. */
	readonly criterion: (id: string, narrowing: Narrowing) => CriterionLine | null;
	readonly sections: (narrowing: Narrowing) => SectionFigure[];
	/** Null for a profile without an overall grade. */
	readonly overall: (narrowing: Narrowing) => GradeFigure | null;
	readonly figure: (measure: Measure, narrowing: Narrowing) => Figure;
	/** The groups of a dimension that audits in a group belong to. */
	readonly valuesOf: (dimension: Dimension, narrowing: Narrowing) => readonly string[];
}

const hiddenGrades: GradeFigure = {
	graded: null,
	goodOrBetter: tooFew,
	grades: { outstanding: 'c', good: 'c', requires_improvement: 'c', inadequate: 'c' },
	notGraded: null,
	notApplicable: null
};

/** Makes something once for each key. */
function once<Made>(make: (key: string) => Made): (key: string) => Made {
	const known = new Map<string, Made>();
	return (key) => {
		const before = known.get(key);
		if (before !== undefined) return before;
		const made = make(key);
		known.set(key, made);
		return made;
	};
}

/**
 * Gives the findings of a half-year from its report, as published or as it would be now, and the audits of the report's profile
 * and rubric version that count in it.
 */
export function halfYearFindings(
	rubric: Rubric,
	report: LearningReport,
	records: readonly AuditRecord[]
): HalfYearFindings {
	const rule = suppressionRules[report.rule as SuppressionRuleId].distribution;
	const answers = answerCube(rubric, records);
	// Scoring is the dear part, so it waits until somebody asks for a group's grades.
	const grades = once(() => gradeCube(rubric, records));

	const foundIn = new Map<string, ReadonlyMap<string, CriterionFinding>>();
	const findingOf = (id: string, narrowing: Narrowing): CriterionFinding => {
		const key = narrowingKey(narrowing);
		let found = foundIn.get(key);
		if (!found) {
			const all = criterionFindings(rubric, answers.of(narrowing));
			foundIn.set(key, (found = new Map(all.map((finding) => [finding.criterionId, finding]))));
		}
		return found.get(id) as CriterionFinding;
	};

	const plansShown = protection(answers, ({ plans }) => [plans], rule);
	const coverage = { stage: report.coverage.stage, need: report.coverage.need } as const;
	/** The report's own tables by stage and need hide groups too; what they hide stays hidden. */
	const groupShown = (narrowing: Narrowing): boolean =>
		plansShown(narrowing) &&
		(['stage', 'need'] as const).every((dimension) => {
			const row = coverage[dimension].rows.find(({ id }) => id === narrowing[dimension]);
			return row?.audited !== 'c';
		});

	const kinds = new Map(report.criteria.map((figure) => [figure.criterionId, figure.kind]));
	const levelsOf = (id: string) => (tally: ReturnType<typeof answers.of>) => {
		const { levels } = tally.criteria.get(id) ?? { levels: null };
		if (!levels) return [0, 0];
		return kinds.get(id) === 'record_only' ? [levels.yes, levels.no] : [levels.met, levels.partly + levels.not_met];
	};
	const judgedShown = once((id) => protection(answers, levelsOf(id), rule));
	const restShown = once((id) =>
		protection(
			answers,
			({ criteria }) => {
				const levels = criteria.get(id)?.levels;
				return [levels?.partly ?? 0, levels?.not_met ?? 0];
			},
			rule
		)
	);
	const asidesShown = once((id) =>
		protection(
			answers,
			({ criteria }) => {
				const tally = criteria.get(id);
				if (!tally) return [0, 0, 0, 0];
				return [tally.levels.not_applicable, tally.excused, tally.levels.cannot_tell, tally.unanswered];
			},
			rule
		)
	);

	function splits(id: string, narrowing: Narrowing) {
		const root = report.criteria.find(({ criterionId }) => criterionId === id);
		return {
			rest: root !== undefined && root.partly !== null && restShown(id)(narrowing),
			asides: root !== undefined && root.notApplicable !== null && asidesShown(id)(narrowing)
		};
	}

	function lineOf(root: CriterionFigure, narrowing: Narrowing): CriterionLine | null {
		const { criterionId } = root;
		const finding = findingOf(criterionId, narrowing);
		if (narrowedIn(narrowing).length === 0) {
			// A report that was published knows no less than the audits that are still kept.
			const asked = root.figure.state === 'too_few' || finding.applicable < root.figure.of ? null : finding.applicable;
			return { ...root, asked };
		}
		if (finding.applicable === 0) return null;
		const outside = answers.of(narrowing).plans - finding.applicable;
		const shown =
			groupShown(narrowing) &&
			root.figure.state === 'shown' &&
			(outside === 0 || outside >= rule.minimumCell) &&
			judgedShown(criterionId)(narrowing);
		const numbers = criterionNumbers(finding, root.kind, shown, rule);
		const { rest, asides } = splits(criterionId, narrowing);
		return {
			...root,
			...numbers,
			...(rest ? {} : { partly: null, notMet: null }),
			...(asides ? {} : { notApplicable: null, excused: null, cannotTell: null, unanswered: null }),
			listed: [],
			asked: numbers.figure.state === 'shown' ? finding.applicable : null
		};
	}

	const gradesShown = once((id) =>
		protection(
			grades(''),
			(tally) => {
				const counts = id === '' ? tally.overall : tally.sections.get(id);
				if (!counts) return [0, 0];
				return [counts.outstanding + counts.good, counts.requires_improvement + counts.inadequate];
			},
			rule
		)
	);
	/** A group's grades: good or outstanding alone, since the four would be too many numbers to keep apart. */
	function gradesOf(id: string, root: GradeFigure, finding: GradeFinding, narrowing: Narrowing): GradeFigure {
		if (root.goodOrBetter.state !== 'shown' || !groupShown(narrowing) || !gradesShown(id)(narrowing))
			return hiddenGrades;
		const { graded, goodOrBetter } = gradeFigureOf(finding, rule);
		return { ...hiddenGrades, graded, goodOrBetter };
	}

	function sections(narrowing: Narrowing): SectionFigure[] {
		if (narrowedIn(narrowing).length === 0) return report.sections;
		const found = new Map(sectionFindings(rubric, grades('').of(narrowing)).map((one) => [one.sectionId, one]));
		return report.sections.flatMap((root) => {
			const finding = found.get(root.sectionId);
			if (!finding || finding.graded + finding.notGraded + finding.notApplicable === 0) return [];
			return [{ ...root, grades: gradesOf(root.sectionId, root.grades, finding, narrowing), change: null }];
		});
	}

	function overall(narrowing: Narrowing): GradeFigure | null {
		const root = report.overall?.grades ?? null;
		if (!root || narrowedIn(narrowing).length === 0) return root;
		const finding = overallFinding(grades('').of(narrowing));
		return finding ? gradesOf('', root, finding, narrowing) : hiddenGrades;
	}

	const criterion = (id: string, narrowing: Narrowing) => {
		const root = report.criteria.find(({ criterionId }) => criterionId === id);
		return root ? lineOf(root, narrowing) : null;
	};

	return {
		report,
		counted: countedOf(records).records,
		plans: (narrowing) => {
			if (narrowedIn(narrowing).length === 0) return report.counts.plans;
			return groupShown(narrowing) ? answers.of(narrowing).plans : null;
		},
		criteria: (narrowing) => report.criteria.flatMap((root) => lineOf(root, narrowing) ?? []),
		criterion,
		sections,
		overall,
		figure: (measure, narrowing) => {
			if (measure.of === 'criterion') return criterion(measure.id, narrowing)?.figure ?? tooFew;
			const found =
				measure.of === 'overall'
					? overall(narrowing)
					: sections(narrowing).find(({ sectionId }) => sectionId === measure.id)?.grades;
			return found?.goodOrBetter ?? tooFew;
		},
		valuesOf: answers.valuesOf
	};
}

/** Gives whether an audit belongs to a group. */
export function belongs(record: AuditRecord, narrowing: Narrowing): boolean {
	const groups = groupsOfRecord(record);
	return narrowedIn(narrowing).every((dimension) => groups[dimension] === narrowing[dimension]);
}
