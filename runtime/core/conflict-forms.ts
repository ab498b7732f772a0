/** How Dropbox's clients name a conflict copy in one language. */
export interface ConflictForm {
  readonly language: string
  /** A part of every such name, lower case and NFC. */
  readonly words: string
  /** What stands between the brackets, up to the date: the source of a regular expression (flags isu) whose group `by` is whose copy it is. */
  readonly inside: string
}

/** A name in which brackets come in pairs. */
const by = String.raw`(?<by>[^()]+?(?:\([^()]*\)[^()]*?)*?)`

/** What else clients in English have put there: a count, or a time. */
const tail = String.raw`(?: [^()]*(?:\(\d+\))?)?`

/**
 * The forms that public sources bear out; what a client in another language makes is not known, and is not guessed. The files named here were made by Dropbox
 * and lie, or are told of, in public repositories; the words alone stand in Dropbox's help as well (help.dropbox.com, LANGUAGE/organize/conflicted-copy).
 *
 * - English: help.dropbox.com/organize/conflicted-copy; without a name as Dropbox's SDKs for phones made it (`a (conflicted copy 2013-06-15 083405)`).
 * - German, in two ways: `combined (Anna Musters in Konflikt stehende Kopie 2017-01-18).xls`, and `(In Konflikt stehende Kopie von X ...)`; the
 *   program Fell/dcrt (dcrt.php) looks for both.
 * - French: `index (Copie en conflit de X 2025-10-19).pdf`.
 * - Spanish: `restricted (Copia en conflicto de CROSS-PC 2024-05-14).py`, in the package sslearn 1.0.5.1 of PyPI.
 * - Italian: `(Copia in conflitto di X 2026-10-08)`, which cleaning commands in several people's shell profiles look for.
 * - Portuguese: `(Cópia em conflito de X 2014-08-14)`.
 * - Japanese: `U2 (X の競合コピー 2023-10-29).hpp`.
 * - Chinese, simplified: `BMC-ALL-v3 (X 的冲突副本 2018-01-21).pdf`.
 * - Russian: `(Конфликтующая копия пользователя X 2022-02-14 ...)`; the words also in BloomBooks/BloomDesktop (TeamCollection.cs).
 */
export const conflictForms: readonly ConflictForm[] = [
  { language: 'en', words: 'conflicted copy', inside: `(?:${by}['’]s )?conflicted copy${tail}` },
  { language: 'de', words: 'in konflikt stehende kopie', inside: `${by}s in Konflikt stehende Kopie` },
  { language: 'de', words: 'in konflikt stehende kopie', inside: `in Konflikt stehende Kopie von ${by}` },
  { language: 'fr', words: 'copie en conflit de', inside: `Copie en conflit de ${by}` },
  { language: 'es', words: 'copia en conflicto de', inside: `Copia en conflicto de ${by}` },
  { language: 'it', words: 'copia in conflitto di', inside: `Copia in conflitto di ${by}` },
  { language: 'pt', words: 'cópia em conflito de', inside: `Cópia em conflito de ${by}` },
  { language: 'ja', words: 'の競合コピー', inside: `${by} ?の競合コピー` },
  { language: 'zh', words: '的冲突副本', inside: `${by} ?的冲突副本` },
  {
    language: 'ru',
    words: 'конфликтующая копия пользователя',
    inside: `Конфликтующая копия пользователя ${by}`,
  },
]
