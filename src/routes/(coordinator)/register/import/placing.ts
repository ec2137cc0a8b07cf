/** What the server finds is told at the place in the file from which it came, among what was found in the browser. */
import type { FileProblem } from '#lib/domain/register-problem.ts';
import type { RegisterReading } from '#lib/domain/register-reading.ts';
import type { ImportProblem, RegisterPreview } from '#lib/domain/register.ts';

/** What is about the whole import first, then what blocks it. */
const weight = ({ severity, file }: FileProblem) => (file === '' ? 0 : 2) + (severity === 'error' ? 0 : 1);

/** Gives all problems in the order in which they are told. `columnOf` gives a file's own heading for a column that the server names. */
export function problemsOf(
	reading: RegisterReading | null,
	preview: RegisterPreview | null,
	columnOf: (column: string | null) => string | null = (column) => column
): FileProblem[] {
	const placed = ({ severity, code, part, index, column, message }: ImportProblem): FileProblem => {
		const place = index === null ? undefined : reading?.places[part][index];
		return { severity, code, file: place?.file ?? '', row: place?.row ?? null, column: columnOf(column), message };
	};
	return [...(reading?.problems ?? []), ...(preview?.problems ?? []).map(placed)].sort((a, b) => weight(a) - weight(b));
}
