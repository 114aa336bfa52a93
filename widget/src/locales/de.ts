// Die Wörter des Panels auf Deutsch (the panel's first words in German).
// Refuses markup: every entry is plain text with names in braces.
import type { FirstWords } from "./en";

/** The German words. */
export const words: FirstWords = {
  dialog: "Feedback",
  close: "Schließen",
  tabs: "Bereiche",
  tabRequests: "Diese Seite",
  tabReport: "Melden",
  tabSuggest: "Vorschlagen",
  tabYours: "Von Ihnen",

  whyYes: "Was hat geholfen?",
  whyNo: "Was hat gefehlt?",
  comment: "Möchten Sie etwas ergänzen?",
  commentSend: "Kommentar senden",
  answered: "Danke. Ihre Antwort zählt.",
  commented: "Danke. Das Team wird es lesen.",
  reportInstead: "Melden, was schiefging",
  seeRequests: "Sehen, was andere hier wünschen",

  asked: "Hier gewünscht",
  askedAll: "Überall gewünscht",
  here: "Hier",
  everywhere: "Überall",
  scope: "Welche Wünsche",
  search: "Wünsche durchsuchen",
  searchHint: "Was fehlt Ihnen?",
  nothing: "Hier wurde noch nichts gewünscht. Machen Sie den ersten Vorschlag.",
  nothingAll: "Noch wurde nichts gewünscht. Machen Sie den ersten Vorschlag.",
  nothingFound: "Nichts gefunden zu „{q}“.",
  suggestThis: "Etwas vorschlagen",
  searchAll: "Überall suchen",
  more: "Mehr zeigen",
  loading: "Wird geladen",
  found: { one: "{n} Wunsch", other: "{n} Wünsche" },
  foundFirst: { one: "Der erste Wunsch von mehreren", other: "Die ersten {n} Wünsche von mehreren" },
  vote: {
    one: "Für „{title}“ stimmen, bisher {n} Stimme",
    other: "Für „{title}“ stimmen, bisher {n} Stimmen",
  },
  voted: {
    one: "Stimme für „{title}“ zurücknehmen, {n} Stimme",
    other: "Stimme für „{title}“ zurücknehmen, {n} Stimmen",
  },
  votedNow: "Ihre Stimme für „{title}“ ist gezählt.",
  unvotedNow: "Ihre Stimme für „{title}“ ist zurückgenommen.",
  voteFailed: "Ihre Stimme kam nicht an.",
  closed: "{n} Stimmen. Die Abstimmung ist beendet.",
  decided: "Die Antwort des Teams",
  onScreen: "Auf {route}",
  mine: "Ihr Vorschlag",
  kind_feature: "Idee",
  kind_problem: "Problem",
  status_new: "Neu",
  status_under_review: "In Prüfung",
  status_planned: "Geplant",
  status_in_progress: "In Arbeit",
  status_shipped: "Umgesetzt",
  status_declined: "Abgelehnt",
  status_merged: "Zusammengelegt",

  failed: "Das konnte nicht geladen werden.",
  again: "Noch einmal versuchen",
  offline:
    "Der Server ist nicht erreichbar. Dies bleibt in Ihrem Browser und wird gesendet, sobald die Verbindung wieder da ist.",
  offlinePage:
    "Der Server ist nicht erreichbar. Dies bleibt, bis Sie diese Seite schließen, und wird gesendet, sobald die Verbindung wieder da ist.",
  outboxFull: "Es wartet schon zu viel auf das Senden. Bitte kopieren und später noch einmal versuchen.",
  busy: {
    one: "Der Server ist überlastet. Bitte versuchen Sie es in {n} Sekunde wieder.",
    other: "Der Server ist überlastet. Bitte versuchen Sie es in {n} Sekunden wieder.",
  },
  tooMany: {
    one: "Das war viel auf einmal. Bitte versuchen Sie es in {n} Sekunde wieder.",
    other: "Das war viel auf einmal. Bitte versuchen Sie es in {n} Sekunden wieder.",
  },
  keptBusy: {
    one: "Der Server kann dies gerade nicht annehmen. Es bleibt erhalten und wird in {n} Sekunde wieder versucht.",
    other:
      "Der Server kann dies gerade nicht annehmen. Es bleibt erhalten und wird in {n} Sekunden wieder versucht.",
  },
  unreachable: "Der Server ist nicht erreichbar. Bitte versuchen Sie es später wieder.",
  refusedNow: "Der Server hat dies nicht angenommen: {why}",
};
