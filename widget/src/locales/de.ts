// Die ersten Texte des Panels auf Deutsch (the panel's first texts in German).
// No markup: every entry is plain text with names in braces.
import type { FirstWords } from "./en";

/** The German words. */
export const words: FirstWords = {
  dialog: "Feedback",
  close: "Schließen",
  tabs: "Bereiche",
  tabRequests: "Wünsche",
  tabReport: "Melden",
  tabSuggest: "Vorschlagen",
  tabNews: "Neues",
  tabYours: "Von Ihnen",

  whyYes: "Was hat geholfen?",
  whyNo: "Woran lag es?",
  comment: "Noch etwas dazu?",
  commentSend: "Kommentar senden",
  answered: "Danke für Ihre Antwort.",
  commented: "Danke. Das Team liest es.",
  reportInstead: "Problem melden",
  seeRequests: "Wünsche ansehen",

  asked: "Hier gewünscht",
  askedAll: "Alle Wünsche",
  here: "Hier",
  everywhere: "Überall",
  scope: "Wünsche anzeigen",
  search: "Wünsche durchsuchen",
  searchHint: "Was fehlt?",
  nothing: "Hier noch keine Wünsche. Machen Sie den ersten Vorschlag.",
  nothingAll: "Noch keine Wünsche. Machen Sie den ersten Vorschlag.",
  nothingFound: "Keine Treffer für „{q}“.",
  suggestThis: "Etwas vorschlagen",
  searchAll: "Überall suchen",
  more: "Mehr anzeigen",
  loading: "Wird geladen",
  found: { one: "{n} Wunsch", other: "{n} Wünsche" },
  foundFirst: { one: "Der erste Wunsch", other: "Die ersten {n} Wünsche" },
  vote: {
    one: "Für „{title}“ stimmen, bisher {n} Stimme",
    other: "Für „{title}“ stimmen, bisher {n} Stimmen",
  },
  voted: {
    one: "Stimme für „{title}“ zurücknehmen, {n} Stimme",
    other: "Stimme für „{title}“ zurücknehmen, {n} Stimmen",
  },
  votedNow: "Stimme für „{title}“ abgegeben.",
  unvotedNow: "Stimme für „{title}“ zurückgenommen.",
  voteFailed: "Ihre Stimme ist nicht angekommen.",
  closed: {
    one: "{n} Stimme, Abstimmung beendet",
    other: "{n} Stimmen, Abstimmung beendet",
  },
  decided: "Unsere Entscheidung",
  onScreen: "Auf {route}",
  mine: "Ihr Vorschlag",
  comments: { one: "{n} Kommentar", other: "{n} Kommentare" },
  kind_feature: "Idee",
  kind_problem: "Problem",
  status_new: "Neu",
  status_under_review: "In Prüfung",
  status_planned: "Geplant",
  status_in_progress: "In Arbeit",
  status_shipped: "Umgesetzt",
  status_declined: "Abgelehnt",
  status_merged: "Zusammengelegt",

  failed: "Dies wurde nicht geladen.",
  again: "Erneut versuchen",
  offline:
    "Der Server ist nicht erreichbar. Wir haben dies gespeichert und senden es, sobald die Verbindung wieder da ist.",
  offlinePage:
    "Der Server ist nicht erreichbar. Lassen Sie diese Seite offen. Wir senden es, sobald die Verbindung wieder da ist.",
  outboxFull: "Zu viele Nachrichten warten schon. Kopieren Sie den Text. Versuchen Sie es später erneut.",
  busy: {
    one: "Der Server ist überlastet. Versuchen Sie es in {n} Sekunde erneut.",
    other: "Der Server ist überlastet. Versuchen Sie es in {n} Sekunden erneut.",
  },
  tooMany: {
    one: "Zu viele Versuche. Versuchen Sie es in {n} Sekunde erneut.",
    other: "Zu viele Versuche. Versuchen Sie es in {n} Sekunden erneut.",
  },
  keptBusy: {
    one: "Der Server ist überlastet. Wir haben dies gespeichert und versuchen es in {n} Sekunde erneut.",
    other: "Der Server ist überlastet. Wir haben dies gespeichert und versuchen es in {n} Sekunden erneut.",
  },
  unreachable: "Der Server ist nicht erreichbar. Versuchen Sie es später erneut.",
  refusedNow: "Dies wurde nicht angenommen: {why}",
};
