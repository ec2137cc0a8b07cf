/**
 * Who may open which route. Denied by default: a route without a row here is refused, and a test lists the routes of the house
 * and fails on one that has none. What a person may see within a route (own school, own plans) is decided where it is read.
 */
import type { Role } from './person.ts';

/** `anyone` needs no sign-in; a list names the roles, any one of which opens the route. */
export type Access = 'anyone' | readonly Role[];

const everyRole: readonly Role[] = ['auditor', 'coordinator', 'chair', 'headteacher'];
const coordinator: readonly Role[] = ['coordinator'];
const forum: readonly Role[] = ['chair', 'coordinator'];
const school: readonly Role[] = ['headteacher', 'coordinator'];
const auditor: readonly Role[] = ['auditor'];

/** Access by SvelteKit route id. */
export const access: Readonly<Record<string, Access>> = {
	'/': 'anyone',
	'/(public)/sign-in': 'anyone',
	'/(public)/invitation': 'anyone',
	'/(public)/invitation/[token]': 'anyone',
	'/(help)/help': 'anyone',
	'/(help)/help/coordinators': 'anyone',
	'/(help)/help/chairs': 'anyone',
	'/(help)/help/headteachers': 'anyone',
	'/(help)/privacy': 'anyone',
	'/(public)/accessibility': 'anyone',
	'/(public)/cookies': 'anyone',
	// The page that stands for every address that is not there, or not the asker's.
	'/(public)/not-found': 'anyone',
	// For anyone, so that it works as well for a session that is over already.
	'/(public)/sign-out': 'anyone',
	'/(public)/account': everyRole,
	'/(public)/what-we-hold': everyRole,
	'/(public)/my-ties': auditor,
	'/api/health': 'anyone',
	'/api/sync': auditor,
	'/api/tablets': auditor,
	// A revoked tablet's own signature opens it, whatever became of its person; anybody else finds nothing there.
	'/api/tablets/farewell': 'anyone',
	// The shell holds no data: it is the empty page that the tablet fills from its own store.
	'/(auditor)/shell': 'anyone',
	'/(auditor)/assignments': auditor,
	'/(auditor)/audits/[auditId]': auditor,
	'/(auditor)/audits/[auditId]/check': auditor,
	'/(auditor)/audits/[auditId]/cover-slip': auditor,
	'/(auditor)/outbox': auditor,
	'/(auditor)/ready': auditor,
	'/(auditor)/practice': auditor,
	'/(auditor)/practice/audit': auditor,
	'/(auditor)/this-tablet': auditor,
	'/(coordinator)/terms': coordinator,
	'/(coordinator)/terms/new': coordinator,
	'/(coordinator)/terms/sampling-rules': coordinator,
	'/(coordinator)/terms/[termId]': coordinator,
	'/(coordinator)/terms/[termId]/sample': coordinator,
	'/(coordinator)/terms/[termId]/sample/left-out': coordinator,
	'/(coordinator)/terms/[termId]/assignments': coordinator,
	'/(coordinator)/terms/[termId]/assignments/[assignmentId]': coordinator,
	'/(coordinator)/terms/[termId]/assignments/progress': coordinator,
	'/(coordinator)/terms/[termId]/progress/vacancies': coordinator,
	'/(coordinator)/terms/[termId]/progress': coordinator,
	'/(coordinator)/terms/[termId]/progress/drop-out/[auditorId]': coordinator,
	'/(coordinator)/terms/[termId]/progress/give': coordinator,
	'/(coordinator)/terms/[termId]/progress/close': coordinator,
	'/(coordinator)/terms/[termId]/progress/reminders': coordinator,
	'/(coordinator)/terms/[termId]/find-plans': coordinator,
	'/(coordinator)/terms/[termId]/case-facts': coordinator,
	'/(coordinator)/register': coordinator,
	'/(coordinator)/register/plans': coordinator,
	'/(coordinator)/register/plans/new': coordinator,
	'/(coordinator)/register/plans/[planRef]': coordinator,
	'/(coordinator)/register/plans/[planRef]/correct': coordinator,
	'/(coordinator)/register/undo': coordinator,
	'/(coordinator)/register/schools': coordinator,
	'/(coordinator)/register/schools/new': coordinator,
	'/(coordinator)/register/schools/[urn]': coordinator,
	'/(coordinator)/register/import': coordinator,
	'/(coordinator)/register/import/list': coordinator,
	'/(coordinator)/register/import/preview': coordinator,
	'/(coordinator)/register/import/confirm': coordinator,
	'/(coordinator)/people': coordinator,
	'/(coordinator)/people/new': coordinator,
	'/(coordinator)/people/[personId]': coordinator,
	'/(coordinator)/rubrics': forum,
	'/(coordinator)/rubrics/compare': forum,
	'/(coordinator)/rubrics/drafts/[draftId]': coordinator,
	'/(coordinator)/rubrics/drafts/[draftId]/try-out': coordinator,
	'/(coordinator)/activity': coordinator,
	'/(coordinator)/school-reports': coordinator,
	'/(coordinator)/school-reports/readers': coordinator,
	'/(coordinator)/school-reports/[academicYear]/school-summaries.zip': coordinator,
	'/(coordinator)/settings': coordinator,
	'/(forum)/findings': forum,
	'/(forum)/findings/[criterionId]': forum,
	'/(forum)/learning-reports': forum,
	'/(forum)/learning-reports/[reportId]': forum,
	'/(forum)/learning-reports/[reportId]/write': forum,
	'/(forum)/learning-reports/[reportId]/summary': forum,
	'/(forum)/learning-reports/[reportId]/learning-report.pdf': forum,
	'/(forum)/learning-reports/[reportId]/board-summary.pdf': forum,
	'/(forum)/actions': forum,
	'/(school)/schools': school,
	'/(school)/schools/[schoolId]/[academicYear]/school-report': school,
	'/(school)/schools/[schoolId]/[academicYear]/school-report.pdf': school
};

export type Verdict = 'allowed' | 'sign_in' | 'not_found';

/**
 * Gives whether someone with these roles (null: not signed in) may open a route. `sign_in` where signing in could help;
 * `not_found`, the same answer as for a page that is not there, for everything else.
 */
export function verdictOn(routeId: string | null, roles: readonly Role[] | null): Verdict {
	const rule = routeId === null || !Object.hasOwn(access, routeId) ? undefined : access[routeId];
	if (rule === undefined) return 'not_found';
	if (rule === 'anyone') return 'allowed';
	if (roles === null) return 'sign_in';
	return roles.some((role) => rule.includes(role)) ? 'allowed' : 'not_found';
}

/** Gives the page that somebody starts from: the first of their roles, in the order in which work is waiting. */
export function homeOf(roles: readonly Role[]): string {
	if (roles.includes('coordinator')) return '/terms';
	if (roles.includes('auditor')) return '/assignments';
	if (roles.includes('chair')) return '/learning-reports';
	return '/schools';
}
