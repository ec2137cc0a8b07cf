/** Bank holidays of England with their substitute days, by year. Beyond the years here nothing is known, and nothing is guessed. */
import { weekday, type PlainDate } from './plain-date.ts';

export const bankHolidays: Readonly<Record<string, readonly string[]>> = {
	2022: ['01-03', '04-15', '04-18', '05-02', '06-02', '06-03', '08-29', '09-19', '12-26', '12-27'],
	2023: ['01-02', '04-07', '04-10', '05-01', '05-08', '05-29', '08-28', '12-25', '12-26'],
	2024: ['01-01', '03-29', '04-01', '05-06', '05-27', '08-26', '12-25', '12-26'],
	2025: ['01-01', '04-18', '04-21', '05-05', '05-26', '08-25', '12-25', '12-26'],
	2026: ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28'],
	2027: ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28'],
	2028: ['01-03', '04-14', '04-17', '05-01', '05-29', '08-28', '12-25', '12-26']
};

/** Gives whether a day is neither Saturday, Sunday nor a bank holiday of England; null where its year is not shipped. */
export function isWorkingDay(date: PlainDate): boolean | null {
	const holidays = bankHolidays[date.slice(0, 4)];
	if (!holidays) return null;
	return weekday(date) <= 5 && !holidays.includes(date.slice(5));
}
