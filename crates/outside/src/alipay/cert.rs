//! Certificate mode: instead of bare keys, app and gateway name certificates by serial numbers of Alipay's own kind:
//! MD5 of the issuer's name as Java writes it (RFC 2253) followed by the serial number in decimal.

use md5::{Digest, Md5};
use x509_parser::der_parser::oid::Oid;
use x509_parser::oid_registry as oids;
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

use super::keys::{KeyError, VerifyingKey, certificates};

fn parse(der: &[u8]) -> Result<X509Certificate<'_>, KeyError> {
    X509Certificate::from_der(der).map(|(_, certificate)| certificate).map_err(|_| KeyError::Certificate)
}

/// The SubjectPublicKeyInfo inside a certificate.
pub(super) fn public_key_der(der: &[u8]) -> Result<Vec<u8>, KeyError> {
    Ok(parse(der)?.public_key().raw.to_vec())
}

fn sn(certificate: &X509Certificate<'_>) -> Result<String, KeyError> {
    let named = format!("{}{}", rfc2253(certificate.issuer())?, certificate.serial);
    Ok(hex::encode(Md5::digest(named)))
}

fn signed_with_rsa(certificate: &X509Certificate<'_>) -> bool {
    let signature = &certificate.signature_algorithm.algorithm;
    [oids::OID_PKCS1_SHA1WITHRSA, oids::OID_PKCS1_SHA256WITHRSA].contains(signature)
}

/// The three certificates of certificate mode, reduced to what the protocol needs.
#[derive(Clone, Debug)]
pub struct Certificates {
    /// Names the app's certificate in each request.
    pub app_cert_sn: String,
    /// Names the root certificates the app knows, in each request.
    pub alipay_root_cert_sn: String,
    /// Names the certificate whose key signs the gateway's answers.
    pub alipay_cert_sn: String,
    /// The key inside Alipay's certificate.
    pub alipay_key: VerifyingKey,
}

impl Certificates {
    /// Loads `appCertPublicKey_….crt`, `alipayCertPublicKey_RSA2.crt` and `alipayRootCert.crt`, in this order, as PEM.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn load(app: &str, alipay: &str, root: &str) -> Result<Self, KeyError> {
        Ok(Self {
            app_cert_sn: cert_sn(app)?,
            alipay_root_cert_sn: root_cert_sn(root)?,
            alipay_cert_sn: cert_sn(alipay)?,
            alipay_key: VerifyingKey::load(alipay)?,
        })
    }
}

/// The serial number of the first certificate of a PEM file.
///
/// # Errors
/// See [`KeyError`].
pub fn cert_sn(pem: &str) -> Result<String, KeyError> {
    let ders = certificates(pem)?;
    sn(&parse(ders.first().ok_or(KeyError::Form)?)?)
}

/// The serial numbers of a root bundle: those signed with RSA (SHA-1 or SHA-256), joined by `_`, in the file's order.
/// The bundle's SM2 roots are left out, because RSA2 does not use them.
///
/// # Errors
/// See [`KeyError`].
pub fn root_cert_sn(pem: &str) -> Result<String, KeyError> {
    let mut sns = Vec::new();
    for der in certificates(pem)? {
        let root = parse(&der)?;
        if signed_with_rsa(&root) {
            sns.push(sn(&root)?);
        }
    }
    if sns.is_empty() { Err(KeyError::NoRsaRoot) } else { Ok(sns.join("_")) }
}

/// A name as Java's `X500Principal.getName()` writes it: most specific part first, `,` between parts, `+` inside one.
fn rfc2253(name: &X509Name<'_>) -> Result<String, KeyError> {
    let mut parts = Vec::new();
    for rdn in name.iter() {
        let mut values = Vec::new();
        for attribute in rdn.iter() {
            let keyword = keyword(attribute.attr_type()).ok_or(KeyError::Issuer)?;
            let value = attribute.as_str().map_err(|_| KeyError::Issuer)?;
            values.push(format!("{keyword}={}", escape(value)));
        }
        parts.push(values.join("+"));
    }
    parts.reverse();
    Ok(parts.join(","))
}

fn keyword(oid: &Oid<'_>) -> Option<&'static str> {
    let known = [
        (oids::OID_X509_COMMON_NAME, "CN"),
        (oids::OID_X509_LOCALITY_NAME, "L"),
        (oids::OID_X509_STATE_OR_PROVINCE_NAME, "ST"),
        (oids::OID_X509_ORGANIZATION_NAME, "O"),
        (oids::OID_X509_ORGANIZATIONAL_UNIT, "OU"),
        (oids::OID_X509_COUNTRY_NAME, "C"),
        (oids::OID_X509_STREET_ADDRESS, "STREET"),
        (oids::OID_DOMAIN_COMPONENT, "DC"),
        (oids::OID_USERID, "UID"),
    ];
    known.iter().find(|(known, _)| known == oid).map(|(_, keyword)| *keyword)
}

/// RFC 2253, section 2.4.
fn escape(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(value.len());
    for (at, c) in value.chars().enumerate() {
        let special = matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';');
        let leading = at == 0 && matches!(c, '#' | ' ');
        let trailing = at == last && c == ' ';
        if special || leading || trailing {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOTS: &str = include_str!("../../tests/keys/root_certs.crt");
    const APP: &str = include_str!("../../tests/keys/app_cert.crt");
    const ALIPAY: &str = include_str!("../../tests/keys/alipay_cert.crt");

    /// The expected numbers were computed apart from this code, from the names and serial numbers the certificates were made with.
    #[test]
    fn serial_numbers_are_alipays() {
        let all = Certificates::load(APP, ALIPAY, ROOTS).unwrap();
        assert_eq!(all.app_cert_sn, "7f9e492f7b92278651068ceccc71c26e");
        assert_eq!(all.alipay_cert_sn, "f90136fdad501a8d34efaca75a09c22b");
        assert_eq!(
            all.alipay_root_cert_sn,
            "c1918ee96a06bfc7e6eacd6d56c43314_b7cf351c924ea18a840168090d274de3"
        );
    }

    #[test]
    fn what_is_not_a_certificate_says_so() {
        assert_eq!(cert_sn("nothing").unwrap_err(), KeyError::Form);
        let broken = "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----";
        assert_eq!(cert_sn(broken).unwrap_err(), KeyError::Certificate);
        let only_ec = ROOTS.split_inclusive("-----END CERTIFICATE-----").next().unwrap();
        assert_eq!(root_cert_sn(only_ec).unwrap_err(), KeyError::NoRsaRoot);
    }

    #[test]
    fn names_are_escaped_as_java_does() {
        assert_eq!(escape("Test, Inc."), "Test\\, Inc.");
        assert_eq!(escape("#a b "), "\\#a b\\ ");
        assert_eq!(escape(" "), "\\ ");
        assert_eq!(escape("支付宝"), "支付宝");
    }
}
