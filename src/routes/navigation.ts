/** The main navigation: each role's pages, joined for a person who has several. */
import type { Role } from '#lib/domain/person.ts';

interface NavItem {
	readonly href: string;
	readonly label: string;
}

const pages: Record<Role, readonly NavItem[]> = {
	coordinator: [
		{ href: '/terms', label: 'Terms' },
		{ href: '/register', label: 'Register' },
		{ href: '/people', label: 'People' },
		{ href: '/rubrics', label: 'Questions' },
		{ href: '/findings', label: 'Findings' },
		{ href: '/learning-reports', label: 'Learning reports' },
		{ href: '/actions', label: 'Actions' },
		{ href: '/school-reports', label: 'School summaries' },
		{ href: '/activity', label: 'Activity' },
		{ href: '/settings', label: 'Settings' }
	],
	auditor: [{ href: '/assignments', label: 'My audits' }],
	chair: [
		{ href: '/findings', label: 'Findings' },
		{ href: '/learning-reports', label: 'Learning reports' },
		{ href: '/actions', label: 'Actions' },
		{ href: '/rubrics', label: 'Questions' }
	],
	headteacher: [{ href: '/schools', label: 'My schools' }]
};

/** Gives the pages that somebody with these roles may open, each once, in the order in which their work comes. */
export function navigationFor(roles: readonly Role[]): NavItem[] {
	const order: Role[] = ['coordinator', 'chair', 'headteacher', 'auditor'];
	const found = new Map<string, NavItem>();
	for (const role of order.filter((role) => roles.includes(role)))
		for (const item of pages[role]) if (!found.has(item.href)) found.set(item.href, item);
	return [...found.values()];
}
