import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { access, homeOf, verdictOn, type Verdict } from '#lib/domain/permission.ts';
import { roles, type Role } from '#lib/domain/person.ts';

const routesFolder = join(import.meta.dirname, '../../../src/routes');

/** Every route id of the house, from its files. */
function routeIds(folder = routesFolder, id = ''): string[] {
	const entries = readdirSync(folder, { withFileTypes: true });
	const here = entries.some((entry) =>
		/^\+(page(@[^.]*)?\.svelte|page\.server\.ts|page\.ts|server\.ts)$/.test(entry.name)
	);
	const below = entries
		.filter((entry) => entry.isDirectory())
		.flatMap((entry) => routeIds(join(folder, entry.name), `${id}/${entry.name}`));
	return here ? [id === '' ? '/' : id, ...below] : below;
}

const yes: Verdict = 'allowed';
const no: Verdict = 'not_found';
const ask: Verdict = 'sign_in';

/** Written out by hand, apart from the product's own table: what each asker is answered at each route. */
const columns = [null, 'auditor', 'coordinator', 'chair', 'headteacher'] as const;
const matrix: Record<string, readonly [Verdict, Verdict, Verdict, Verdict, Verdict]> = {
	//                                                         nobody, auditor, coordinator, chair, headteacher
	'/': [yes, yes, yes, yes, yes],
	'/(public)/sign-in': [yes, yes, yes, yes, yes],
	'/(public)/sign-out': [yes, yes, yes, yes, yes],
	'/(public)/invitation': [yes, yes, yes, yes, yes],
	'/(public)/invitation/[token]': [yes, yes, yes, yes, yes],
	'/(public)/not-found': [yes, yes, yes, yes, yes],
	'/(help)/help': [yes, yes, yes, yes, yes],
	'/(help)/help/coordinators': [yes, yes, yes, yes, yes],
	'/(help)/help/chairs': [yes, yes, yes, yes, yes],
	'/(help)/help/headteachers': [yes, yes, yes, yes, yes],
	'/(help)/privacy': [yes, yes, yes, yes, yes],
	'/(public)/accessibility': [yes, yes, yes, yes, yes],
	'/(public)/cookies': [yes, yes, yes, yes, yes],
	'/(public)/account': [ask, yes, yes, yes, yes],
	'/(public)/what-we-hold': [ask, yes, yes, yes, yes],
	'/(public)/my-ties': [ask, yes, no, no, no],
	'/api/health': [yes, yes, yes, yes, yes],
	'/api/sync': [ask, yes, no, no, no],
	'/api/tablets': [ask, yes, no, no, no],
	'/api/tablets/farewell': [yes, yes, yes, yes, yes],
	'/(auditor)/shell': [yes, yes, yes, yes, yes],
	'/(auditor)/assignments': [ask, yes, no, no, no],
	'/(auditor)/audits/[auditId]': [ask, yes, no, no, no],
	'/(auditor)/audits/[auditId]/check': [ask, yes, no, no, no],
	'/(auditor)/audits/[auditId]/cover-slip': [ask, yes, no, no, no],
	'/(auditor)/outbox': [ask, yes, no, no, no],
	'/(auditor)/practice': [ask, yes, no, no, no],
	'/(auditor)/practice/audit': [ask, yes, no, no, no],
	'/(auditor)/ready': [ask, yes, no, no, no],
	'/(auditor)/this-tablet': [ask, yes, no, no, no],
	'/(coordinator)/terms': [ask, no, yes, no, no],
	'/(coordinator)/terms/new': [ask, no, yes, no, no],
	'/(coordinator)/terms/sampling-rules': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/sample': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/sample/left-out': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/assignments': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/assignments/[assignmentId]': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/assignments/progress': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/progress/vacancies': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/progress/drop-out/[auditorId]': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/progress/give': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/progress': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/progress/close': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/progress/reminders': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/find-plans': [ask, no, yes, no, no],
	'/(coordinator)/terms/[termId]/case-facts': [ask, no, yes, no, no],
	'/(coordinator)/register': [ask, no, yes, no, no],
	'/(coordinator)/register/plans': [ask, no, yes, no, no],
	'/(coordinator)/register/plans/new': [ask, no, yes, no, no],
	'/(coordinator)/register/plans/[planRef]': [ask, no, yes, no, no],
	'/(coordinator)/register/plans/[planRef]/correct': [ask, no, yes, no, no],
	'/(coordinator)/register/schools': [ask, no, yes, no, no],
	'/(coordinator)/register/schools/new': [ask, no, yes, no, no],
	'/(coordinator)/register/schools/[urn]': [ask, no, yes, no, no],
	'/(coordinator)/register/undo': [ask, no, yes, no, no],
	'/(coordinator)/register/import': [ask, no, yes, no, no],
	'/(coordinator)/register/import/list': [ask, no, yes, no, no],
	'/(coordinator)/register/import/preview': [ask, no, yes, no, no],
	'/(coordinator)/register/import/confirm': [ask, no, yes, no, no],
	'/(coordinator)/people': [ask, no, yes, no, no],
	'/(coordinator)/people/new': [ask, no, yes, no, no],
	'/(coordinator)/people/[personId]': [ask, no, yes, no, no],
	'/(coordinator)/rubrics': [ask, no, yes, yes, no],
	'/(coordinator)/rubrics/compare': [ask, no, yes, yes, no],
	'/(coordinator)/rubrics/drafts/[draftId]': [ask, no, yes, no, no],
	'/(coordinator)/rubrics/drafts/[draftId]/try-out': [ask, no, yes, no, no],
	'/(coordinator)/activity': [ask, no, yes, no, no],
	'/(coordinator)/school-reports/readers': [ask, no, yes, no, no],
	'/(coordinator)/school-reports/[academicYear]/school-summaries.zip': [ask, no, yes, no, no],
	'/(coordinator)/school-reports': [ask, no, yes, no, no],
	'/(coordinator)/settings': [ask, no, yes, no, no],
	'/(forum)/findings': [ask, no, yes, yes, no],
	'/(forum)/findings/[criterionId]': [ask, no, yes, yes, no],
	'/(forum)/learning-reports': [ask, no, yes, yes, no],
	'/(forum)/learning-reports/[reportId]': [ask, no, yes, yes, no],
	'/(forum)/learning-reports/[reportId]/write': [ask, no, yes, yes, no],
	'/(forum)/learning-reports/[reportId]/summary': [ask, no, yes, yes, no],
	'/(forum)/learning-reports/[reportId]/learning-report.pdf': [ask, no, yes, yes, no],
	'/(forum)/learning-reports/[reportId]/board-summary.pdf': [ask, no, yes, yes, no],
	'/(forum)/actions': [ask, no, yes, yes, no],
	'/(school)/schools': [ask, no, yes, no, yes],
	'/(school)/schools/[schoolId]/[academicYear]/school-report': [ask, no, yes, no, yes],
	'/(school)/schools/[schoolId]/[academicYear]/school-report.pdf': [ask, no, yes, no, yes]
};

describe('who may open what', () => {
	test('every route of the house has a row, and every row a route', () => {
		const found = routeIds().sort();
		expect(Object.keys(access).sort()).toEqual(found);
		expect(Object.keys(matrix).sort()).toEqual(found);
	});

	const rows = Object.entries(matrix).flatMap(([route, verdicts]) =>
		columns.map((role, index) => [route, role, verdicts[index]] as const)
	);
	test.each(rows)('%s for %s: %s', (route, role, verdict) => {
		expect(verdictOn(route, role === null ? null : [role])).toBe(verdict);
	});

	test.each([null, '/not-there', '/(coordinator)', '__proto__', 'constructor', 'toString', ''])(
		'%s is nowhere, for anybody',
		(route) => {
			expect(verdictOn(route, null)).toBe('not_found');
			expect(verdictOn(route, roles)).toBe('not_found');
		}
	);

	test('somebody without a role may open only what anyone may', () => {
		for (const [route, verdicts] of Object.entries(matrix)) {
			expect(verdictOn(route, [])).toBe(verdicts[0] === 'allowed' ? 'allowed' : 'not_found');
		}
	});

	test('several roles open what any of them opens, and nothing more', () => {
		fc.assert(
			fc.property(fc.subarray([...roles]), fc.constantFrom(...Object.keys(matrix)), (some, route) => {
				const alone = some.map((role) => verdictOn(route, [role]));
				const anyone = matrix[route]?.[0] === 'allowed';
				expect(verdictOn(route, some)).toBe(anyone || alone.includes('allowed') ? 'allowed' : 'not_found');
			})
		);
	});
});

describe('where somebody starts', () => {
	const starts: readonly (readonly [readonly Role[], string])[] = [
		[['auditor'], '/assignments'],
		[['coordinator'], '/terms'],
		[['chair'], '/learning-reports'],
		[['headteacher'], '/schools'],
		[['auditor', 'headteacher'], '/assignments'],
		[['chair', 'auditor'], '/assignments'],
		[['headteacher', 'chair'], '/learning-reports'],
		[['auditor', 'coordinator', 'chair', 'headteacher'], '/terms']
	];
	test.each(starts)('%j: %s', (some, home) => expect(homeOf(some)).toBe(home));

	test('the start page is one that the person may open', () => {
		fc.assert(
			fc.property(fc.subarray([...roles], { minLength: 1 }), (some) => {
				const home = homeOf(some);
				const route = Object.keys(access).find((id) => id.replace(/\/\([^)]+\)/g, '') === home);
				expect(verdictOn(route ?? null, some)).toBe('allowed');
			})
		);
	});
});
