// The tab This screen: the question, then what is asked for here.
// Refuses to know the panel's frame.
import { Helpful } from "../parts/helpful";
import { List } from "../parts/list";
import { useSession } from "../parts/parts";

/** The tab This screen: the question, then what is asked for here. */
export function Requests() {
  const { place, core } = useSession();
  return (
    <>
      <Helpful key={core.aide().named(place)} place={place} />
      <List key={`list ${place.route}`} place={place} />
    </>
  );
}
