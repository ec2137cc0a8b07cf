/** Grades as choices, the best first. */
export const grades = [
	{ value: 'outstanding', label: 'Outstanding' },
	{ value: 'good', label: 'Good' },
	{ value: 'requires_improvement', label: 'Requires improvement' },
	{ value: 'inadequate', label: 'Inadequate' }
] as const;
